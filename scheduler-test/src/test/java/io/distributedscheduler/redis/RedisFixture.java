package io.distributedscheduler.redis;

import io.distributedscheduler.redis.server.SharedRedis;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.contract.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/** The store on a real server, in a namespace of its own, with time moved by hand. */
final class RedisFixture implements StoreFixture {

    private static final String SYNC = "sync";
    private static final RedisScript<Long> PUBLISH = new DefaultRedisScript<>(
            "redis.call('EXISTS', KEYS[1]) return redis.call('PUBLISH', ARGV[1], ARGV[2])", Long.class);

    private final ScriptedTime time = new ScriptedTime();
    private final StringRedisTemplate redis;
    private final String channel;
    private final String meta;
    private final JobStore store;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final RedisConnection listening;

    private RedisFixture(LettuceConnectionFactory connections) {
        RedisStoreSettings settings = RedisStoreSettings.standalone().namespace(SharedRedis.uniqueNamespace());
        this.redis = new StringRedisTemplate(connections);
        Keys keys = new Keys(settings, new Partitions(1));
        this.channel = keys.channel();
        this.meta = keys.key(0, "meta");
        this.store = new RedisJobStore(redis, settings, time);
        this.listening = connections.getConnection();
        listening.subscribe((message, pattern) -> heard.add(new String(message.getBody())), channel.getBytes());
    }

    static RedisFixture standalone() {
        return new RedisFixture(SharedRedis.standaloneConnections());
    }

    static RedisFixture cluster() {
        return new RedisFixture(SharedRedis.clusterConnections());
    }

    @Override
    public JobStore store() {
        return store;
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public void advance(Duration by) {
        time.advance(by);
    }

    @Override
    public List<Signal> signals() {
        // From the server that sent the signals, so that it comes after them.
        redis.execute(PUBLISH, List.of(meta), channel, SYNC);
        List<Signal> signals = new ArrayList<>();
        try {
            for (String text = heard.poll(10, TimeUnit.SECONDS);
                    text != null && !text.equals(SYNC);
                    text = heard.poll(10, TimeUnit.SECONDS)) {
                Signal.parse(text).ifPresent(signals::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return signals;
    }

    @Override
    public void close() {
        listening.close();
    }
}
