package io.distributedscheduler.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.signal.Signals;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Hears the signals that the scripts of a {@link RedisJobStore} publish, by a message listener of its own.
 *
 * <p>It does not connect by itself: somebody with a thread calls {@link #connect()} again and again. What the driver
 * reconnects by itself in between is noticed, and listeners are told that they may have missed something. A connection
 * that is there and carries nothing, because something on the way has forgotten it, no driver notices: so each call sends
 * an echo to a channel that nobody else listens to, and one that is not heard for some calls is replaced.
 */
public final class RedisSignals implements Signals, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisSignals.class);

    /** How long after a failed or successful {@link #connect()} the next one makes sense. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** So many echoes may be under way; with a call a second it takes that long to notice that nothing comes. */
    private static final int MOST_UNHEARD = 3;

    private final RedisConnectionFactory connections;
    private final String channel;
    private final byte[] echoes;
    private final AtomicInteger unheard = new AtomicInteger();
    private volatile boolean echoed;
    private final Executor subscriptions;
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    private @Nullable RedisMessageListenerContainer container;
    private boolean deaf;
    private boolean closed;

    /**
     * @param connections to the servers of the store
     * @param settings of the store
     * @param subscriptions runs the subscription with drivers that block a thread for it; each task is long
     */
    public RedisSignals(RedisConnectionFactory connections, RedisStoreSettings settings, Executor subscriptions) {
        this.connections = connections;
        this.channel = new Keys(settings, new Partitions(settings.partitions())).channel();
        this.echoes = (channel + ":" + UUID.randomUUID()).getBytes(UTF_8);
        this.subscriptions = subscriptions;
    }

    @Override
    public Subscription subscribe(Consumer<Signal> listener, Runnable onGap) {
        Listening listening = new Listening(listener, onGap);
        listeners.add(listening);
        return () -> listeners.remove(listening);
    }

    /**
     * Connects unless connected, and sees to it that what is connected hears. Waits no longer than some commands may take;
     * throws nothing when Redis is away.
     *
     * @return after what pause to call it again
     */
    public synchronized Duration connect() {
        if (closed || container != null && container.isRunning() && container.isListening() && hears()) {
            return PAUSE;
        }
        disconnect();
        RedisMessageListenerContainer fresh = container();
        try {
            if (!answers()) {
                destroy(fresh);
                return PAUSE;
            }
            fresh.start();
            container = fresh;
            unheard.set(0);
            echoed = false;
        } catch (RuntimeException e) {
            isDeaf(String.valueOf(e.getMessage()));
            destroy(fresh);
        }
        return PAUSE;
    }

    /** Says so once, until something is heard again. */
    private void isDeaf(String reason) {
        if (!deaf) {
            log.warn("Signals from {} are not heard, which costs up to a beat: {}", channel, reason);
        }
        deaf = true;
    }

    /** Ends listening; {@link #connect()} does nothing any more. */
    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }

    /** Ends listening until {@link #connect()} is called again. */
    public synchronized void disconnect() {
        if (container != null) {
            destroy(container);
            container = null;
        }
    }

    /** Whether there is a server. When there is none it is the store that says so, and once. */
    private boolean answers() {
        try (RedisConnection connection = connections.getConnection()) {
            connection.ping();
            return true;
        } catch (RuntimeException e) {
            if (RedisErrors.kind(e) == RedisErrors.Kind.FORBIDDEN) {
                throw e;
            }
            log.debug("Signals from {} are not heard, since Redis does not answer", channel, e);
            return false;
        }
    }

    /** Whether an echo came back lately; sends the next one. */
    private boolean hears() {
        if (deaf && echoed) {
            log.info("Signals from {} are heard again", channel);
            deaf = false;
        }
        if (unheard.getAndIncrement() >= MOST_UNHEARD) {
            isDeaf("nothing has arrived for a while; listening anew");
            return false;
        }
        try (RedisConnection connection = connections.getConnection()) {
            connection.publish(echoes, new byte[0]);
        } catch (RuntimeException e) {
            log.debug("An echo could not be sent", e);
        }
        return true;
    }

    private void hearEcho() {
        unheard.set(0);
        echoed = true;
    }

    private RedisMessageListenerContainer container() {
        RedisMessageListenerContainer fresh = new OneAttempt();
        fresh.setConnectionFactory(connections);
        // Listeners are quick, so they are called where the driver reads: in order, and without a thread a message.
        fresh.setTaskExecutor(Runnable::run);
        fresh.setSubscriptionExecutor(subscriptions);
        fresh.addMessageListener(new Ear(), new ChannelTopic(channel));
        fresh.addMessageListener((message, pattern) -> hearEcho(), new ChannelTopic(new String(echoes, UTF_8)));
        fresh.afterPropertiesSet();
        return fresh;
    }

    private static void destroy(RedisMessageListenerContainer old) {
        try {
            old.destroy();
        } catch (Exception e) {
            log.debug("A message listener could not be ended in order", e);
        }
    }

    /**
     * A container that fails where Spring's would try again by itself: that holds up the caller for five seconds each time,
     * for as long as Redis is away, and logs every failure with its stack.
     */
    private static final class OneAttempt extends RedisMessageListenerContainer {

        private volatile boolean failed;

        @Override
        protected void handleSubscriptionException(
                CompletableFuture<Void> subscribed, BackOffExecution pauses, Throwable cause) {
            // One that does not run only closes its connection, and passes the failure on.
            failed = true;
            super.handleSubscriptionException(subscribed, pauses, cause);
        }

        @Override
        public boolean isRunning() {
            return !failed && super.isRunning();
        }
    }

    private record Listening(Consumer<Signal> listener, Runnable onGap) {}

    private final class Ear implements MessageListener, SubscriptionListener {

        @Override
        public void onMessage(Message message, byte @Nullable [] pattern) {
            Signal.parse(new String(message.getBody(), UTF_8))
                    .ifPresent(signal ->
                            listeners.forEach(listening -> listening.listener().accept(signal)));
        }

        @Override
        public void onChannelSubscribed(byte[] subscribed, long count) {
            listeners.forEach(listening -> listening.onGap().run());
        }
    }
}
