package io.distributedscheduler.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A rule that nothing can break holds nothing: these classes must break them, line by line. */
class CodeRulesTest {

    @Test
    void eachWayToReadAClockIsSeen() {
        assertThat(linesThatBreak(CodeRules.onlyTheSeamReadsClocks(), ReadsClocks.class))
                .isEqualTo(8);
    }

    @Test
    void aGivenClockMayBeRead() {
        assertThat(linesThatBreak(CodeRules.onlyTheSeamReadsClocks(), IsGivenAClock.class))
                .isZero();
    }

    @Test
    void eachWayToCreateAThreadIsSeen() {
        assertThat(linesThatBreak(CodeRules.onlyTheEngineCreatesThreads(), CreatesThreads.class))
                .isEqualTo(6);
    }

    @Test
    void aGivenExecutorMayBeUsed() {
        assertThat(linesThatBreak(CodeRules.onlyTheEngineCreatesThreads(), IsGivenAnExecutor.class))
                .isZero();
    }

    private static int linesThatBreak(ArchRule rule, Class<?> code) {
        return rule.evaluate(new ClassFileImporter().importClasses(code))
                .getFailureReport()
                .getDetails()
                .size();
    }

    static class ReadsClocks {
        final Instant instant = Instant.now();
        final Supplier<Instant> reference = Instant::now;
        final Supplier<ZonedDateTime> lambda = () -> ZonedDateTime.now();
        final Clock clock = Clock.systemUTC();
        final Clock ticking =
                Clock.tickSeconds(LocalDate.EPOCH.atStartOfDay(clock.getZone()).getZone());
        final LongSupplier nanos = System::nanoTime;
        final long millis = System.currentTimeMillis();
        final Date date = new Date();
    }

    static class IsGivenAClock {
        Instant read(Clock clock) {
            return Instant.now(Clock.tick(clock, Duration.ofSeconds(1)));
        }
    }

    static class CreatesThreads {
        final Thread thread = new Thread(() -> {});
        final Supplier<Thread> reference = Thread::new;
        final Executor pool = java.util.concurrent.Executors.newCachedThreadPool();
        final Executor forkJoin = new ForkJoinPool();
        final CompletableFuture<Void> future = CompletableFuture.runAsync(() -> {});
        final long sum = List.of(1).parallelStream().count();
    }

    static class IsGivenAnExecutor {
        CompletableFuture<Void> run(Executor executor) {
            return CompletableFuture.runAsync(() -> {}, executor);
        }
    }
}
