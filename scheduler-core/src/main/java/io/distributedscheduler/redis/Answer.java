package io.distributedscheduler.redis;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a script answered: a word, and behind it values that are read from left to right. */
final class Answer {

    private final List<?> parts;
    private int at = 1;

    Answer(List<?> parts) {
        this.parts = parts;
    }

    String word() {
        return String.valueOf(parts.get(0));
    }

    boolean is(String word) {
        return word().equals(word);
    }

    boolean hasMore() {
        return at < parts.size();
    }

    String text() {
        return String.valueOf(parts.get(at++));
    }

    /** Text that is empty for none. */
    Optional<String> some() {
        return Optional.of(text()).filter(text -> !text.isEmpty());
    }

    boolean flag() {
        return text().equals("1");
    }

    long number() {
        return Long.parseLong(text());
    }

    /** A time of a step, from microseconds. */
    Instant time() {
        return Texts.ofMicros(text());
    }

    /** A due instant, from milliseconds; empty text for none. */
    Optional<Instant> instant() {
        return some().map(Texts::ofScore);
    }

    /** The end of a lease, from milliseconds. */
    Instant score() {
        return Texts.ofScore(text());
    }

    /** What is left, in one piece: text that may hold bars; empty for none. */
    Optional<String> remainder() {
        return Optional.of(String.join("|", rest())).filter(text -> !text.isEmpty());
    }

    List<String> rest() {
        List<String> rest =
                parts.subList(at, parts.size()).stream().map(String::valueOf).toList();
        at = parts.size();
        return rest;
    }
}
