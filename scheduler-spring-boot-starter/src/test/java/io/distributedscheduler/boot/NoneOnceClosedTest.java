package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that was cut at the very end of its making is not one: nobody hears that it is there. */
class NoneOnceClosedTest {

    private final ClientResources resources = DefaultClientResources.create();
    private final CompletableFuture<Void> made = new CompletableFuture<>();
    private final List<String> announced = new ArrayList<>();
    private final List<String> customized = new ArrayList<>();

    @AfterEach
    void end() {
        resources.shutdown(0, 2, TimeUnit.SECONDS);
    }

    @Test
    void aConnectionThatIsMadeIsAnnounced() {
        EmbeddedChannel channel = channel();
        assertThat(announced).isEmpty();

        made.complete(null);

        assertThat(announced).containsExactly("active");
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aConnectionThatIsClosedByThenIsNot() {
        channel().close();

        assertThat(made).isCompleted();
        assertThat(announced).isEmpty();
    }

    /** Lettuce gives up by itself, and what is asked for last ends only then. */
    @Test
    void aConnectionThatTookTooLongHasFailed() {
        RedisHandshakeHandler making = making(Duration.ofMillis(1));

        channel(making);

        assertThat(making.channelInitialized().toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
        assertThat(made).isCompleted();
        assertThat(announced).isEmpty();
    }

    @Test
    void whatTheApplicationAddsIsAdded() {
        new NoneOnceClosed(application()).afterBootstrapInitialized(new Bootstrap());
        channel();

        assertThat(customized).containsExactly("bootstrap", "channel");
    }

    @Test
    void itGuardsTheConnectionsOfTheScheduler() {
        ClientResources own = OwnClientResources.on(resources);

        assertThat(own.nettyCustomizer()).isEqualTo(new NoneOnceClosed(resources.nettyCustomizer()));
        own.shutdown(0, 2, TimeUnit.SECONDS);
    }

    /** One that is being made, with what Lettuce puts at its beginning and at its end. */
    private EmbeddedChannel channel() {
        return channel(making(Duration.ofMinutes(1)));
    }

    private RedisHandshakeHandler making(Duration timeout) {
        return new RedisHandshakeHandler(any -> made, resources, timeout);
    }

    private EmbeddedChannel channel(RedisHandshakeHandler making) {
        return new EmbeddedChannel(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(making).addLast(new Listener());
                new NoneOnceClosed(application()).afterChannelInitialized(channel);
            }
        });
    }

    private final class Listener extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            announced.add("active");
        }

        /** What is asked for at the very end fails now, which is as good as done. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            made.complete(null);
        }
    }

    private NettyCustomizer application() {
        return new NettyCustomizer() {
            @Override
            public void afterBootstrapInitialized(Bootstrap bootstrap) {
                customized.add("bootstrap");
            }

            @Override
            public void afterChannelInitialized(Channel channel) {
                customized.add("channel");
            }
        };
    }
}
