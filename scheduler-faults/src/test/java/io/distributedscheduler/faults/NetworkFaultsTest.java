package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.redis.server.FaultyProxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** A network that cuts, swallows and forgets. */
@Tag("faults")
class NetworkFaultsTest {

    /** The server has done what it was asked, and the connection is gone before it can say so. */
    @Fault
    void connectionsAreCutAfterTheEffectAndBeforeTheReply() {
        int rounds = Form.times(1);
        try (Cluster cluster = Cluster.busy("connection cut after effect, before reply, x" + 10 * rounds, 3)) {
            for (int i = 0; i < rounds; i++) {
                // An end of a run, a claim and a beat of each node.
                for (String request : List.of(":runs:", ":due:work", ":nodes")) {
                    List.of("a", "b", "c").forEach(node -> cutAfter(cluster, node, request));
                }
                cutAfter(cluster, Client.NAME, ":due:work");
            }
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    private static void cutAfter(Cluster cluster, String name, String request) {
        assertThat(cluster.line(name).loseReplyTo(request))
                .as("%s was cut off at %s", name, request)
                .succeedsWithin(Patient.PATIENCE);
    }

    @Fault
    void requestsArriveAndRepliesDoNot() {
        try (Cluster cluster = Cluster.busy("one-way black hole, 4 s for a node, 1.5 s for all", 3)) {
            cluster.line("a").loseReplies();
            Cluster.pass(Duration.ofMillis(2_500));
            cluster.lines().forEach(FaultyProxy::loseReplies);
            Cluster.pass(Duration.ofMillis(1_500));
            cluster.lines().forEach(FaultyProxy::heal);
            cluster.faultsEnd();

            cluster.check();
        }
    }

    @Fault
    void aNodeBehindABlackHoleIsReplacedAndComesBack() {
        try (Cluster cluster = Cluster.busy("black hole for one node", 3)) {
            Held held = Held.by(cluster, Duration.ofMillis(1_500));

            long swallowed = System.nanoTime();
            cluster.line(held.node()).blackHole();
            held.isTakenOver(swallowed);
            cluster.line(held.node()).heal();
            cluster.faultsEnd();

            cluster.check(options -> options.takeover(Held.TAKEN_OVER));
        }
    }

    @Fault
    void aBlackHoleForAllIsNobodysDeath() {
        try (Cluster cluster = Cluster.busy("black hole for all, 4 s", 3)) {
            cluster.lines().forEach(FaultyProxy::blackHole);
            Cluster.pass(Duration.ofSeconds(4));
            cluster.lines().forEach(FaultyProxy::heal);
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    @Fault
    void allConnectionsAreKilledAgainAndAgain() {
        int kills = Form.times(5);
        try (Cluster cluster = Cluster.busy("CLIENT KILL of all, x" + kills, 3)) {
            for (int i = 0; i < kills; i++) {
                cluster.redis().command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                cluster.redis().command("CLIENT", "KILL", "TYPE", "pubsub");
                Cluster.pass(Duration.ofMillis(300));
            }
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    /** Each time that somebody listens, something on the way forgets it: nothing is heard but what is asked for. */
    @Fault
    void allSignalsAreLost() {
        try (Cluster cluster = Cluster.busy("all signals lost for 6 s", 3)) {
            long deaf = System.nanoTime();
            for (int i = 0; System.nanoTime() - deaf < Duration.ofSeconds(6).toNanos(); i++) {
                cluster.lines().forEach(FaultyProxy::forgetSubscriptions);
                if (i % 10 == 0) {
                    String id = "unheard-" + i;
                    long asked = System.nanoTime();
                    cluster.load().take(Load.work(id, 0).now());
                    Entry entry = cluster.entries()
                            .await(
                                    id + " runs",
                                    Patient.PATIENCE,
                                    one -> one.job().equals(id));
                    // At the next beat.
                    cluster.mayTake("to run " + id, asked, entry.nanos(), Duration.ofMillis(500));
                }
                Cluster.pass(Duration.ofMillis(50));
            }
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }
}
