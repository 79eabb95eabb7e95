package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.distributedscheduler.engine.Logged;
import io.distributedscheduler.redis.server.FaultyProxy;
import io.distributedscheduler.redis.server.RedisConnections;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.redis.server.SharedRedis;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.signal.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.types.RedisClientInfo;

/** A node hears what others send, and is never deaf for long, whatever becomes of its connection. */
@Tag("redis")
class RedisSignalsTest {

    private static final Signal HEAD = new Signal.Head("work", Instant.ofEpochMilli(5));

    private final RedisServerProcess server = RedisServerProcess.start();
    private final FaultyProxy proxy = FaultyProxy.to(server);
    private final LettuceConnectionFactory direct = RedisConnections.to(server);
    private final LettuceConnectionFactory connections = RedisConnections.to(proxy.port(), Duration.ofMillis(500));
    private final StringRedisTemplate redis = new StringRedisTemplate(direct);
    private final RedisStoreSettings settings =
            RedisStoreSettings.standalone().namespace(SharedRedis.uniqueNamespace());
    private final ExecutorService subscriptions = Executors.newCachedThreadPool();
    private final RedisSignals signals = new RedisSignals(connections, settings, subscriptions);
    private final List<Signal> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger gaps = new AtomicInteger();
    private final Signals.Subscription subscription = signals.subscribe(heard::add, gaps::incrementAndGet);

    @AfterEach
    void close() {
        signals.close();
        subscriptions.shutdownNow();
        connections.destroy();
        direct.destroy();
        proxy.close();
        server.close();
    }

    @Test
    void signalsAreHeardOnceConnected() {
        awaitGap(0);

        send(HEAD.text());
        send("garbage");
        send("head|later|");
        send("ended|sync");
        await().until(() -> heard.size() == 2);
        assertThat(heard).extracting(Signal::text).containsExactly(HEAD.text(), "ended|sync");
    }

    @Test
    void whoHasClosedHearsNothing() {
        List<Signal> others = new CopyOnWriteArrayList<>();
        signals.subscribe(others::add, () -> {});
        subscription.close();

        awaitHearing(others);

        assertThat(heard).isEmpty();
        assertThat(gaps).hasValue(0);
    }

    @Test
    void callingAgainWhileConnectedChangesNothing() {
        awaitGap(0);

        for (int i = 0; i < 20; i++) {
            int sent = i;
            signals.connect();
            send("fired|kw-" + sent);
            await().until(() -> heard.size() == sent + 1);
        }

        assertThat(gaps).hasValue(1);
        assertThat(subscribers()).isEqualTo(1);
    }

    @Test
    void aGapIsToldWhenTheConnectionWasCut() {
        awaitGap(0);

        proxy.cutConnections();

        awaitGap(1);
        awaitHearing(heard);
        assertThat(subscribers()).isEqualTo(1);
    }

    @Test
    void aGapIsToldWhenTheServerHasKilledTheSubscription() {
        awaitGap(0);

        subscribed().forEach(client -> {
            String[] address = client.getAddressPort().split(":");
            redis.killClient(address[0], Integer.parseInt(address[1]));
        });

        awaitGap(1);
        awaitHearing(heard);
    }

    /** The connection is there and carries nothing; neither side ever gets an error. */
    @Test
    void aSubscriptionThatIsForgottenOnTheWayIsReplaced() {
        awaitGap(0);
        awaitHearing(heard);

        proxy.forgetSubscriptions();

        awaitGap(1);
        awaitHearing(heard);
    }

    @Test
    void aNetworkThatSwallowsEverythingForAWhileIsSurvived() {
        awaitGap(0);

        proxy.blackHole();
        for (int i = 0; i < 6; i++) {
            signals.connect();
        }
        proxy.heal();

        awaitGap(1);
        awaitHearing(heard);
        await().untilAsserted(() -> assertThat(subscribers()).isEqualTo(1));
    }

    @Test
    void aServerThatIsAwayAtStartIsJoinedLater() {
        server.kill();

        assertThat(signals.connect()).isPositive();
        assertThat(gaps).hasValue(0);

        server.restart();
        awaitGap(0);
        awaitHearing(heard);
    }

    @Test
    void aServerThatWasAwayIsJoinedAgain() {
        awaitGap(0);

        server.kill();
        signals.connect();
        server.restart();

        awaitGap(1);
        awaitHearing(heard);
    }

    @Test
    void aConnectionThatCannotBeMadeIsTriedAgainByTheNextCallAndToldOfOnce() {
        awaitHearing(heard);
        signals.disconnect();
        try (Logged logged = new Logged(RedisSignals.class.getName())) {
            for (int i = 0; i < 3; i++) {
                // The container of Spring would itself try again, five seconds later.
                CompletableFuture<Void> cut = proxy.loseReplyTo("HELLO");
                assertTimeout(Duration.ofSeconds(4), signals::connect);
                assertThat(cut).succeedsWithin(Duration.ofSeconds(10));
            }
            awaitHearing(heard);
            await().untilAsserted(() -> {
                signals.connect();
                assertThat(logged.lines("INFO")).singleElement().asString().contains("heard again");
            });

            assertThat(logged.lines("WARN")).singleElement().asString().contains("not heard");
            assertThat(logged.lines("ERROR")).isEmpty();
        }
    }

    @Test
    void aSubscriptionThatFailsLeavesNoConnection() {
        awaitHearing(heard);
        int connections = proxy.connections();
        for (String step : List.of("HELLO", "SUBSCRIBE", "HELLO", "SUBSCRIBE")) {
            signals.disconnect();
            CompletableFuture<Void> cut = proxy.loseReplyTo(step);
            signals.connect();
            assertThat(cut).succeedsWithin(Duration.ofSeconds(10));
        }

        awaitHearing(heard);
        await().untilAsserted(() -> assertThat(proxy.connections()).isEqualTo(connections));
    }

    @Test
    void closingLeavesNoConnectionAndNoThread() {
        awaitGap(0);
        assertThat(subscribers()).isEqualTo(1);

        signals.close();
        signals.close();

        await().until(() -> subscribers() == 0);
        signals.connect();
        assertThat(subscribers()).isZero();
        subscriptions.shutdown();
        await().until(subscriptions::isTerminated);
    }

    @Test
    void whatIsDisconnectedMayConnectAgain() {
        awaitHearing(heard);
        signals.disconnect();
        await().until(() -> subscribers() == 0);

        awaitHearing(heard);
    }

    private void send(String text) {
        redis.convertAndSend(settings.prefix() + ":" + settings.namespace() + ":signals", text);
    }

    /** Calls as a node does, only faster. */
    private void awaitGap(int before) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            signals.connect();
            return gaps.get() > before;
        });
    }

    private void awaitHearing(List<Signal> listener) {
        int before = listener.size();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            signals.connect();
            send(HEAD.text());
            return listener.size() > before;
        });
    }

    private int subscribers() {
        return subscribed().size();
    }

    private List<RedisClientInfo> subscribed() {
        return redis.getClientList().stream()
                .filter(client -> client.getChannelSubscribtions() > 0)
                .toList();
    }
}
