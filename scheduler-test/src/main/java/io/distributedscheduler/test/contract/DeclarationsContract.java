package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code declare} and {@code declarations} promise. */
abstract class DeclarationsContract extends StoreContract {

    @Test
    void nothingIsDeclaredAtFirst() {
        assertThat(store.declarations(0)).isEmpty();
    }

    @Test
    void aDeclarationIsRecordedIfThereIsNone() {
        assertThat(store.declare(id("sync"), null, "first")).isTrue();
        assertThat(store.declare(id("sync"), null, "second")).isFalse();

        assertThat(store.declarations(0)).isEqualTo(Map.of(id("sync"), "first"));
    }

    @Test
    void aDeclarationIsReplacedIfItIsTheExpectedOne() {
        store.declare(id("sync"), null, "first");

        assertThat(store.declare(id("sync"), "other", "second")).isFalse();
        assertThat(store.declare(id("sync"), "first", "second")).isTrue();
        assertThat(store.declare(id("sync"), "first", "third")).isFalse();

        assertThat(store.declarations(0)).isEqualTo(Map.of(id("sync"), "second"));
    }

    @Test
    void aDeclarationIsForgottenIfItIsTheExpectedOne() {
        store.declare(id("sync"), null, "first");

        assertThat(store.declare(id("sync"), "other", null)).isFalse();
        assertThat(store.declare(id("sync"), "first", null)).isTrue();
        assertThat(store.declare(id("sync"), "first", null)).isFalse();

        assertThat(store.declarations(0)).isEmpty();
    }

    @Test
    void whatIsNotDeclaredMayBeExpectedNotToBe() {
        assertThat(store.declare(id("sync"), null, null)).isTrue();
        assertThat(store.declare(id("sync"), "first", "second")).isFalse();
        assertThat(store.declarations(0)).isEmpty();
    }

    @Test
    void emptyTextIsADeclaration() {
        assertThat(store.declare(id("sync"), null, "")).isTrue();

        assertThat(store.declare(id("sync"), null, "second")).isFalse();
        assertThat(store.declare(id("sync"), "", "second")).isTrue();
    }

    @Test
    void declarationsAreKeptAsTheyAre() {
        String text = "{\"hash\":\"a|b\u0000\n\"} \u65e5\u672c \ud83d\ude00";
        store.declare(id("{acme}\u65e5\u672c sync"), null, text);
        store.declare(id("other"), null, "2");

        assertThat(store.declarations(0)).isEqualTo(Map.of(id("{acme}\u65e5\u672c sync"), text, id("other"), "2"));
        assertThat(store.declare(id("{acme}\u65e5\u672c sync"), text, "1")).isTrue();
        assertThat(facts()).containsEntry("declared/{acme}\u65e5\u672c sync", "1");
    }

    @Test
    void aDeclarationNeedsNoJobAndOutlivesIt() {
        store.declare(id("sync"), null, "first");
        assertThat(store.find(id("sync"))).isEmpty();

        finish(A, running(repeating("sync"), A));
        schedule(repeating("sync"), in(MINUTE));
        remove("sync");

        assertThat(store.declarations(0)).isEqualTo(Map.of(id("sync"), "first"));
    }

    @Test
    void aJobIsNotChangedByItsDeclaration() {
        schedule(repeating("sync"), in(MINUTE));
        var job = find("sync");

        store.declare(id("sync"), null, "first");
        store.declare(id("sync"), "first", null);

        assertThat(find("sync")).isEqualTo(job);
    }

    @Test
    void declarationsAreComparedAsTheyAre() {
        store.declare(id("sync"), null, "{\"a\":1}");

        assertThat(store.declare(id("sync"), "{ \"a\": 1 }", "second")).isFalse();
        assertThat(store.declare(id("Sync"), "{\"a\":1}", "second")).isFalse();
    }

    @Test
    void theSameTextMayBeDeclaredAgain() {
        store.declare(id("sync"), null, "first");

        assertThat(store.declare(id("sync"), "first", "first")).isTrue();

        assertThat(store.declarations(0)).isEqualTo(Map.of(id("sync"), "first"));
    }

    @Test
    void whatWasReadBeforeDoesNotChange() {
        store.declare(id("sync"), null, "first");
        Map<JobId, String> read = store.declarations(0);

        store.declare(id("sync"), "first", "second");
        store.declare(id("mail"), null, "third");

        assertThat(read).isEqualTo(Map.of(id("sync"), "first"));
    }

    @Test
    void hundredsMayBeDeclared() {
        IntStream.range(0, 500).forEach(i -> store.declare(id("job-" + i), null, "text-" + i));

        assertThat(store.declarations(0)).hasSize(500).containsEntry(id("job-499"), "text-499");
    }
}
