package io.distributedscheduler.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.redis.server.RedisExecutable;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.redis.server.SharedRedis;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/** Other ways to a real Redis than Lettuce and one server: the job is scheduled, its signal heard, and it runs. */
@Tag("redis")
class RedisDriversTest {

    private final String namespace = SharedRedis.uniqueNamespace();

    static class Mailing {
        @JobExecutor(eid = "mail")
        String mail() {
            return "mailed";
        }
    }

    @Test
    void jedisByProperty() {
        assertMailed(runner(SharedRedis.standalone().port()).withPropertyValues("spring.data.redis.client-type=jedis"));
    }

    @Test
    void aJedisFactoryOfTheApplication() {
        int port = SharedRedis.standalone().port();
        assertMailed(runner(1)
                .withBean(
                        RedisConnectionFactory.class,
                        () -> new JedisConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port))));
    }

    @Test
    void theMasterThatASentinelNames(@TempDir Path folder) throws IOException {
        try (RedisServerProcess master = RedisServerProcess.start();
                SentinelProcess sentinel = SentinelProcess.of(master, folder)) {
            assertMailed(runner(1)
                    .withPropertyValues(
                            "spring.data.redis.sentinel.master=shop",
                            "spring.data.redis.sentinel.nodes=127.0.0.1:" + sentinel.port()));
        }
    }

    private static void assertMailed(ApplicationContextRunner runner) {
        runner.withPropertyValues("distributed-scheduler.node=mailer")
                .withBean(Mailing.class)
                .run(mailer -> runner.withPropertyValues(
                                "distributed-scheduler.node=shop", "distributed-scheduler.concurrency=0")
                        .run(shop -> {
                            assertThat(mailer).hasNotFailed();
                            DistributedScheduler scheduler = shop.getBean(DistributedScheduler.class);
                            JobId id = scheduler.schedule(Job.of("mail"));
                            CompletableFuture<Run> completion = scheduler.completion(id);

                            Run run = completion.get(30, SECONDS);

                            assertThat(run.result(String.class)).contains("mailed");
                            assertThat(run.node()).isEqualTo("mailer");
                        }));
    }

    /** Beats are minutes apart, so that only signals can be in time. */
    private ApplicationContextRunner runner(int port) {
        return Contexts.scheduling()
                .withPropertyValues(
                        "spring.data.redis.port=" + port,
                        "distributed-scheduler.lease=1h",
                        "distributed-scheduler.namespace=" + namespace);
    }

    /** Ends with the pipe to it, which its JVM holds. */
    private record SentinelProcess(Process process, int port) implements AutoCloseable {

        static SentinelProcess of(RedisServerProcess master, Path folder) throws IOException {
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            Path configuration = Files.writeString(folder.resolve("sentinel.conf"), """
                    port %d
                    bind 127.0.0.1
                    sentinel monitor shop 127.0.0.1 %d 1
                    """.formatted(port, master.port()));
            Process process = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "\"$@\" </dev/null & p=$!; while read -r line; do :; done; kill -9 $p",
                            "sentinel",
                            RedisExecutable.find().toString(),
                            configuration.toString(),
                            "--sentinel")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("sentinel.log").toFile())
                    .start();
            await().ignoreExceptions().until(() -> {
                new Socket("127.0.0.1", port).close();
                return true;
            });
            return new SentinelProcess(process, port);
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.onExit().join();
        }
    }
}
