package io.mediary.media.kurento;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it takes to know of an element and to forget it again, while so many sessions live. */
@State(Scope.Thread)
public class DispatcherJmh {

    /** How many others live. */
    @Param({"100", "10000"})
    public int live;

    private final EventDispatcher dispatcher = new EventDispatcher(new DeafMediaEvents() {
    }, Runnable::run, 16);

    /** The others. */
    @Setup
    public void settle() {
        for (int i = 0; i < live; i++) {
            dispatcher.opened("session " + i, "endpoint " + i);
        }
    }

    /** One more comes and goes. */
    @Benchmark
    public int elementComesAndGoes() {
        dispatcher.opened("mine", "endpoint");
        dispatcher.released("endpoint");
        return dispatcher.size();
    }
}
