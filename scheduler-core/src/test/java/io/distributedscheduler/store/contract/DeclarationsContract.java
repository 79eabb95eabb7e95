package io.distributedscheduler.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code declare} and {@code declarations} promise. */
public abstract class DeclarationsContract extends StoreContract {

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
}
