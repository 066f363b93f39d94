package io.mediary.instance;

/** Port: hears one type of message on this instance's channel. CDI beans. Called one at a time; must return at once. */
public interface Bell {

    /** The message's first word. */
    String type();

    /** The rest of the message. */
    void ring(String rest);

    /** The channel is heard (again): messages may have been lost before. */
    default void resubscribed() {
    }
}
