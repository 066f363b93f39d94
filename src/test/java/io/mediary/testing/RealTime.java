package io.mediary.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/** The test class carries media in real time, mostly waiting: it runs only beside its like, in whichever JVMs those are. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag(RealTime.TAG)
public @interface RealTime {

    String TAG = "real-time";
}
