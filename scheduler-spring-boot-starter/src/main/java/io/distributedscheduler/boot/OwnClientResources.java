package io.distributedscheduler.boot;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The threads of the application's Lettuce clients, with a pause of our own before each attempt to connect anew. */
final class OwnClientResources {

    /** Between two attempts to connect. */
    static final Duration RECONNECT_PAUSE = Duration.ofMillis(250);

    private static final NettyCustomizer NOTHING = new NettyCustomizer() {};

    private OwnClientResources() {}

    /**
     * Resources that the caller shuts down, which leaves those of the application alone.
     *
     * @param base those of the application; null for threads of our own
     */
    static ClientResources on(@Nullable ClientResources base) {
        ClientResources.Builder resources = ClientResources.builder()
                .reconnectDelay(Delay.constant(RECONNECT_PAUSE))
                .nettyCustomizer(new NoneOnceClosed(base == null ? NOTHING : base.nettyCustomizer()));
        if (base != null) {
            // Not base.mutate(): what it makes has threads of its own all the same, and ends those of its base.
            resources
                    .eventLoopGroupProvider(base.eventLoopGroupProvider())
                    .eventExecutorGroup(base.eventExecutorGroup())
                    .timer(base.timer())
                    .commandLatencyRecorder(base.commandLatencyRecorder())
                    .eventBus(base.eventBus())
                    .socketAddressResolver(base.socketAddressResolver())
                    .addressResolverGroup(base.addressResolverGroup());
            // Not its tracing: an application that observes its commands did not ask for a span for each beat.
        }
        return resources.build();
    }
}
