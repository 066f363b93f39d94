package io.mediary.faults;

/**
 * How a session ended that nobody asked to end.
 *
 * @param type that it had; empty: not known
 * @param code that its client was told; 0: nothing
 * @param reason in words
 */
record End(String type, int code, String reason) {

    private static final int SESSION_FAILED = 300004;
    private static final int BRIDGE_STOP = 300020;
    private static final int ROOM_DESTROYED = 304003;
    private static final int PUBLISHER_STOP = 304006;

    /** Whether the death of a media server may end a session like this: itself, its room, or what it was joined to; who is first, tells. */
    boolean isOfMediaServer() {
        return switch (code) {
            case SESSION_FAILED -> true;
            case BRIDGE_STOP -> type.equals("bridge");
            case ROOM_DESTROYED -> type.equals("publish") || type.equals("listen");
            case PUBLISHER_STOP -> type.equals("listen");
            default -> false;
        };
    }

    @Override
    public String toString() {
        return (type + " " + code + " " + reason).strip();
    }
}
