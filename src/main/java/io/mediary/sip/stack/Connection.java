package io.mediary.sip.stack;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

import io.mediary.config.SipConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/**
 * One connection, TCP or TLS, opened by either side. Reads on its event loop; sends from any thread. Messages that are sent before it is open wait,
 * some of them. Its end is told once.
 */
final class Connection {

    private static final int MOST_WAITING = 64;
    private static final Buffer PONG = Buffer.buffer("\r\n");

    private final Peer peer;
    private final SipConfig.Limits limits;
    private final Framer framer;
    private final Sink sink;
    private final Runnable whenOver;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private NetSocket socket;
    private boolean over;
    private volatile boolean isLast;
    private volatile boolean heard;
    private volatile boolean begun;
    private volatile long since = System.nanoTime();

    /** @param whenOver once, when it has ended: with {@code closed} told to the sink before */
    Connection(Peer peer, SipConfig.Limits limits, Sink sink, Runnable whenOver) {
        this.peer = peer;
        this.limits = limits;
        this.framer = new Framer((int) limits.messageSize().asLongValue());
        this.sink = sink;
        this.whenOver = whenOver;
    }

    private record Waiting(Buffer message, Consumer<String> failed) {
    }

    /** The other end. */
    Peer peer() {
        return peer;
    }

    /** It is open. On the socket's event loop. */
    void opened(NetSocket open) {
        open.closeHandler(closed -> ended("closed"));
        open.exceptionHandler(broken -> ended(broken.getMessage()));
        synchronized (this) {
            if (over) {
                open.close();
                return;
            }
            socket = open;
            since = System.nanoTime();
            waiting.forEach(message -> write(message.message(), message.failed()));
            waiting.clear();
        }
        listen(open);
    }

    /** Reads from now on; before a handshake, so that nothing is lost that comes right behind it. On the socket's event loop. */
    void listen(NetSocket open) {
        open.handler(this::read);
    }

    /** We opened it, so it may be quiet. */
    void hear() {
        heard = true;
    }

    /** Sends, now or when it is open. */
    void send(byte[] message, Consumer<String> failed) {
        String trouble = null;
        synchronized (this) {
            if (over) {
                trouble = "connection has ended";
            } else if (socket != null) {
                trouble = write(Buffer.buffer(message), failed);
            } else if (waiting.size() >= MOST_WAITING) {
                trouble = "too many messages wait for a connection";
            } else {
                waiting.add(new Waiting(Buffer.buffer(message), failed));
            }
        }
        if (trouble != null) {
            failed.accept(trouble);
        }
    }

    /** Whether it has been quiet, or slow, for too long. */
    boolean isOverdue(long now) {
        long most = isLast || begun || !heard ? limits.incomplete().toNanos() : limits.idle().toNanos();
        return now - since > most;
    }

    /** Whether messages can go out. */
    synchronized boolean isOpen() {
        return socket != null && !over;
    }

    /** Ends it. */
    void close(String why) {
        ended(why);
    }

    private String write(Buffer message, Consumer<String> failed) {
        if (socket.writeQueueFull()) {
            NetSocket stuck = socket;
            stuck.close();
            return "peer does not read";
        }
        boolean last = isLast;
        NetSocket open = socket;
        open.write(message).onFailure(broken -> failed.accept(String.valueOf(broken.getMessage())))
                .onComplete(written -> {
                    if (last) {
                        open.close();
                    }
                });
        return null;
    }

    private void read(Buffer bytes) {
        if (isLast) {
            return;
        }
        framer.take(bytes.getBytes(), new Framer.Frames() {

            @Override
            public void message(byte[] message) {
                heard = true;
                since = System.nanoTime();
                sink.received(peer, message, true);
            }

            @Override
            public void broken(byte[] head) {
                isLast = true;
                since = System.nanoTime();
                sink.received(peer, head, false);
            }

            @Override
            public void keepAlive() {
                if (heard) {
                    since = System.nanoTime();
                }
                send(PONG.getBytes(), lost -> close("closed"));
            }
        });
        boolean now = framer.isBegun();
        if (now && !begun) {
            since = System.nanoTime();
        }
        begun = now;
        if (framer.isOver() && !isLast) {
            close("message too large");
        }
    }

    private void ended(String why) {
        Queue<Waiting> lost;
        NetSocket open;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            lost = new ArrayDeque<>(waiting);
            waiting.clear();
            open = socket;
        }
        if (open != null) {
            open.close();
        }
        lost.forEach(message -> message.failed().accept(String.valueOf(why)));
        sink.closed(peer);
        whenOver.run();
    }
}
