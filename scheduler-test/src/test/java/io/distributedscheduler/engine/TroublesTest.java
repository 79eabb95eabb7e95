package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.SchedulerEvent.StoreAway;
import io.distributedscheduler.event.SchedulerEvent.StoreBack;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the store is said once for the whole node, and once when it is over. */
class TroublesTest extends ClusterTest {

    private static final int PARTITIONS = 16;

    private final Logged logged = new Logged();

    TroublesTest() {
        super(PARTITIONS);
    }

    @AfterEach
    void close() {
        logged.close();
    }

    @Test
    void aStoreThatIsAwayAtTheStartIsSaidToBeSoOnce() {
        Member node = unstarted("a", nothing(), builder -> {});
        node.store().goesAway();

        node.scheduler().start();
        simulation.run(Duration.ofMinutes(5));
        assertThat(logged.lines("WARN")).singleElement().asString().contains("does not answer", "away");
        assertThat(events(StoreAway.class)).hasSize(PARTITIONS);

        node.store().comesBack();
        simulation.run(Duration.ofSeconds(1));
        assertThat(logged.lines("INFO"))
                .filteredOn(line -> line.contains("answers again"))
                .hasSize(1);
        assertThat(events(StoreBack.class)).hasSize(PARTITIONS);
    }

    @Test
    void anOutageUnderLoadIsSaidOnceAndSoIsItsEnd() {
        Member node = node("a", taking(Duration.ofSeconds(1)));
        for (int i = 0; i < 100; i++) {
            node.scheduler().schedule(Job.of("work").every(Duration.ofSeconds(1)));
        }
        simulation.run(Duration.ofSeconds(5));
        node.store().goesAway();
        simulation.run(Duration.ofMinutes(2));
        node.store().comesBack();
        simulation.run(Duration.ofMinutes(1));

        assertThat(logged.lines("WARN")).singleElement().asString().contains("does not answer");
        assertThat(logged.lines("INFO"))
                .filteredOn(line -> line.contains("answers again"))
                .hasSize(1);
    }

    @Test
    void aCallThatIsNotAnsweredAloneIsSaidWithWhatItWasFor() {
        Member node = node("a", nothing());
        node.scheduler().schedule(Job.of("work").every(Duration.ofSeconds(1)));
        node.store().awayFor("claim"::equals);
        simulation.run(Duration.ofMinutes(2));

        assertThat(logged.lines("WARN"))
                .singleElement()
                .asString()
                .contains("does not answer when it is asked to hand out due jobs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"claim", "complete", "release", "promote", "beat", "join", "trim", "declarations", "queues"})
    void aCallThatIsNotAnsweredIsMadeAgainNowAndThenAndNotAllTheTime(String method) {
        AtomicInteger calls = new AtomicInteger();
        Member node = node("a", taking(Duration.ofMillis(100)));
        node.scheduler().schedule(Job.of("work").every(Duration.ofSeconds(1)));
        node.scheduler().schedule(Job.of("work").onKeyword("order"));
        simulation.run(Duration.ofSeconds(2));
        node.store().awayFor(called -> {
            calls.incrementAndGet();
            return called.equals(method);
        });
        node.scheduler().fire("order", 1);
        simulation.run(Duration.ofMinutes(1));

        assertThat(calls.get() / 60 / PARTITIONS).as("calls a second").isLessThan(60);
    }

    @Test
    void oneCallThatFailsIsNobodysBusiness() {
        Member node = node("a", nothing());

        node.store().goesAway();
        simulation.run(Duration.ofMillis(300));
        node.store().comesBack();
        simulation.run(Duration.ofSeconds(10));

        assertThat(logged.lines("WARN")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "claim, hand out due jobs",
        "complete, take the ends of runs",
        "trim, forget what need",
        "declarations, see to declared jobs",
        "beat, renew the node's lease"
    })
    void whatTheStoreRefusesIsSaidOnceInItsWordsAlthoughItAnswersOtherwise(String method, String words) {
        Member node = node(
                "a",
                nothing(),
                builder -> builder.declared(
                        new DeclaredJob(Job.of("work").id("declared").every(Duration.ofSeconds(1)), "test")));
        node.store().refuses(method::equals);
        simulation.run(Duration.ofMinutes(2));

        assertThat(logged.lines("WARN"))
                .filteredOn(line -> line.contains("refuses"))
                .singleElement()
                .asString()
                .contains("answers, but refuses to " + words, "no permission to " + method);

        node.store().comesBack();
        simulation.run(Duration.ofMinutes(1));
        assertThat(logged.lines("INFO"))
                .filteredOn(line -> line.contains("The store can "))
                .hasSize(1);
    }

    @Test
    void whatComesAndGoesIsNotSaidEachTime() {
        Member node = node("a", nothing());
        for (int i = 0; i < 30; i++) {
            node.store().goesAway();
            simulation.run(Duration.ofSeconds(2));
            node.store().comesBack();
            simulation.run(Duration.ofSeconds(2));
        }

        assertThat(logged.lines("WARN").stream().filter(line -> line.contains("does not answer")))
                .hasSizeBetween(1, 3);
    }
}
