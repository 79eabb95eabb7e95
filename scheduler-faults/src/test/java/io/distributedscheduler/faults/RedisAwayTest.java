package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.redis.server.RedisServerProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A Redis that dies, or is away for a while. */
@Tag("faults")
class RedisAwayTest {

    @Fault
    void redisIsKilledAndRestartedUnderLoad() {
        int kills = Form.times(3);
        try (Cluster cluster = Cluster.busy("kill -9 and restart of Redis, x" + kills, 3)) {
            for (int i = 0; i < kills; i++) {
                Cluster.pass(Duration.ofMillis(400));
                cluster.redis().server().kill();
                cluster.redis().server().restart();
            }
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    @Fault
    void redisIsPausedForLongerThanALeaseAndNobodyIsDeclaredDead() {
        try (Cluster cluster = Cluster.busy("SIGSTOP of Redis for 4 s", 3)) {
            cluster.redis().server().pause();
            Cluster.pass(Duration.ofSeconds(4));
            cluster.redis().server().resume();
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    @Fault
    void redisAnswersNoClientForAWhile() {
        try (Cluster cluster = Cluster.busy("CLIENT PAUSE for 1.5 s", 2)) {
            cluster.redis().command("CLIENT", "PAUSE", "1500");
            Cluster.pass(Duration.ofMillis(1_500));
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    @Fault
    void scriptsAreForgottenAllTheTime() {
        try (Cluster cluster = Cluster.busy("SCRIPT FLUSH in a loop", 2)) {
            for (int i = 0; i < Form.times(100); i++) {
                cluster.redis().command("SCRIPT", "FLUSH");
                Cluster.pass(Duration.ofMillis(20));
            }
            cluster.faultsEnd();

            cluster.check();
            // A busy machine may be too slow for a call, whatever becomes of scripts.
            assertThat(cluster.load().failures())
                    .as("calls that failed")
                    .allMatch(reason -> reason.contains("timed out"));
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    @Fault
    void redisIsGoneForASecond() {
        isGoneFor(Duration.ofSeconds(1));
    }

    @Fault
    void redisIsGoneForTenSeconds() {
        isGoneFor(Duration.ofSeconds(10));
    }

    @Fault
    @EnabledIfSystemProperty(named = "faults", matches = "long")
    void redisIsGoneForTwoMinutes() {
        isGoneFor(Duration.ofSeconds(120));
    }

    /** Whatever runs goes on through it, and runs once. */
    private static void isGoneFor(Duration time) {
        try (Cluster cluster = Cluster.busy("Redis gone for " + time.toSeconds() + " s", 3)) {
            List<JobId> held = cluster.load().hold(6, time.plusMillis(1_500));
            held.forEach(job -> cluster.entries()
                    .await(job + " runs", time, entry -> entry.job().equals(job.value())));
            RedisServerProcess server = cluster.redis().server();

            server.kill();
            Cluster.pass(time);
            server.restart();
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }
}
