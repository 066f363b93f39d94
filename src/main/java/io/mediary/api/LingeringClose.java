package io.mediary.api;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Tells a client whose frame is too long (1009) or broken (1002) why its socket closes; Vert.x would cut it without a
 * word. The frame's rest is still on its way then, and a TCP connection that is closed with unread bytes is reset,
 * which overtakes the close frame: so what comes is read and thrown away, for a short time, before the connection
 * closes. One for each socket, on its event loop.
 */
final class LingeringClose extends ChannelInboundHandlerAdapter {

    private static final String NAME = "mediary-lingering-close";
    private static final long LONGEST_SECONDS = 5;

    private boolean lingering;

    private LingeringClose() {
    }

    /** Enters the pipeline of a request that may become a socket, in front of Vert.x. */
    static void enter(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            ChannelHandlerContext vertx = connection.channelHandlerContext();
            if (vertx.pipeline().get(NAME) == null) {
                vertx.pipeline().addBefore(vertx.name(), NAME, new LingeringClose());
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        if (lingering) {
            return;
        }
        if (!(cause instanceof CorruptedWebSocketFrameException broken)) {
            super.exceptionCaught(context, cause);
            return;
        }
        lingering = true;
        context.writeAndFlush(new CloseWebSocketFrame(broken.closeStatus())).addListener(written -> {
            if (context.pipeline().get(WebSocketFrameDecoder.class) != null) {
                context.pipeline().remove(WebSocketFrameDecoder.class);
            }
            if (context.channel() instanceof DuplexChannel channel
                    && context.pipeline().get(SslHandler.class) == null) {
                channel.shutdownOutput();
            }
        });
        context.channel().config().setAutoRead(true);
        context.executor().schedule(() -> context.close(), LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (lingering) {
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(context, message);
        }
    }
}
