package io.distributedscheduler.redis;

import io.distributedscheduler.redis.server.SharedRedis;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.contract.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/** The store on a real server, in a namespace of its own, with time moved by hand. */
final class RedisFixture implements StoreFixture {

    private static final String SYNC = "sync";
    private static final RedisScript<Long> PUBLISH = new DefaultRedisScript<>(
            "redis.call('EXISTS', KEYS[1]) return redis.call('PUBLISH', ARGV[1], ARGV[2])", Long.class);
    private static final RedisScript<Long> FORGET = new DefaultRedisScript<>(
            "local keys = redis.call('KEYS', KEYS[1]) for _, key in ipairs(keys) do redis.call('UNLINK', key) end return #keys",
            Long.class);

    /** Who hears which channel, on each server. */
    private static final Map<LettuceConnectionFactory, Map<String, BlockingQueue<String>>> LISTENERS =
            new ConcurrentHashMap<>();

    private final ScriptedTime time = new ScriptedTime();
    private final StringRedisTemplate redis;
    private final String channel;
    private final Keys keys;
    private final JobStore store;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Map<String, BlockingQueue<String>> listeners;

    private RedisFixture(LettuceConnectionFactory connections) {
        RedisStoreSettings settings = RedisStoreSettings.standalone().namespace(SharedRedis.uniqueNamespace());
        this.redis = new StringRedisTemplate(connections);
        this.keys = new Keys(settings, new Partitions(1));
        this.channel = keys.channel();
        this.store = new RedisJobStore(redis, settings, time);
        this.listeners = LISTENERS.computeIfAbsent(connections, RedisFixture::listen);
        listeners.put(channel, heard);
    }

    /** Hears the signals of all namespaces, as long as the connections live. */
    private static Map<String, BlockingQueue<String>> listen(LettuceConnectionFactory connections) {
        Map<String, BlockingQueue<String>> listeners = new ConcurrentHashMap<>();
        connections
                .getConnection()
                .pSubscribe(
                        (message, pattern) -> Optional.ofNullable(listeners.get(new String(message.getChannel())))
                                .ifPresent(heard -> heard.add(new String(message.getBody()))),
                        "*:signals".getBytes());
        return listeners;
    }

    static RedisFixture standalone() {
        return new RedisFixture(SharedRedis.standaloneConnections());
    }

    /** On a server that no other test shares; its connections are not destroyed. */
    static RedisFixture on(LettuceConnectionFactory connections) {
        return new RedisFixture(connections);
    }

    static RedisFixture cluster() {
        return new RedisFixture(SharedRedis.clusterConnections());
    }

    /** To look at what the store wrote, and to write what others did. */
    StringRedisTemplate redis() {
        return redis;
    }

    /** The whole of a key, by its name. */
    String key(String name) {
        return keys.key(0, name);
    }

    Records records() {
        return new Records(redis, keys.base(0));
    }

    @Override
    public JobStore store() {
        return store;
    }

    @Override
    public Instant now() {
        return time.now();
    }

    /** Lets the store's time be that, after or before now. */
    void moveTo(Instant instant) {
        time.moveTo(instant);
    }

    @Override
    public void advance(Duration by) {
        time.advance(by);
    }

    @Override
    public List<Signal> signals() {
        return heard().stream().flatMap(text -> Signal.parse(text).stream()).toList();
    }

    /** The signals sent since the last call, as they travelled. */
    List<String> heard() {
        // From the server that sent the signals, so that it comes after them.
        redis.execute(PUBLISH, List.of(key("meta")), channel, SYNC);
        List<String> signals = new ArrayList<>();
        try {
            for (String text = heard.poll(10, TimeUnit.SECONDS);
                    text != null && !text.equals(SYNC);
                    text = heard.poll(10, TimeUnit.SECONDS)) {
                signals.add(text);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return signals;
    }

    /** Leaves nothing behind, since whoever looks at all keys of a server would look at these, too. */
    @Override
    public void close() {
        listeners.remove(channel);
        redis.execute(FORGET, List.of(keys.base(0) + "*"));
    }
}
