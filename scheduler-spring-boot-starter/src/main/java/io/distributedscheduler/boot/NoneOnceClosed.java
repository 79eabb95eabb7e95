package io.distributedscheduler.boot;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Lets no connection be announced as made once it is closed. The last that Lettuce does to make one is to say who it is, and
 * it ignores whether that succeeds: a connection that is cut just then has failed and is announced all the same. Two attempts
 * to connect anew follow, and what the first one opens stays open for ever, unused.
 *
 * @param application what the application adds to connections
 */
record NoneOnceClosed(NettyCustomizer application) implements NettyCustomizer {

    @Override
    public void afterBootstrapInitialized(Bootstrap bootstrap) {
        application.afterBootstrapInitialized(bootstrap);
    }

    @Override
    public void afterChannelInitialized(Channel channel) {
        application.afterChannelInitialized(channel);
        ChannelHandlerContext announcing = channel.pipeline().context(RedisHandshakeHandler.class);
        if (announcing != null) {
            RedisHandshakeHandler making = (RedisHandshakeHandler) announcing.handler();
            channel.pipeline().addAfter(announcing.name(), null, new Guard(making));
        }
    }

    private static final class Guard extends ChannelInboundHandlerAdapter {

        private final RedisHandshakeHandler making;

        Guard(RedisHandshakeHandler making) {
            this.making = making;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (context.channel().isActive()) {
                context.fireChannelActive();
            } else {
                // Or it would be handed out as good, and nobody would ever connect it anew.
                making.channelInitialized()
                        .toCompletableFuture()
                        .completeExceptionally(new RedisConnectionException("Closed while it was made"));
            }
        }
    }
}
