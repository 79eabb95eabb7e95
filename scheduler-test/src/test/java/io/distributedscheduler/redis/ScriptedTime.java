package io.distributedscheduler.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Store time that stands still until a test moves it. Scripts read it as their last argument. */
final class ScriptedTime implements StoreTime {

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    Instant now() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    /** Lets it be that time, after or before now. */
    void moveTo(Instant time) {
        now = time;
    }

    @Override
    public String piece() {
        return "local now = tonumber(table.remove(ARGV))\n";
    }

    @Override
    public List<String> arguments() {
        return List.of(Texts.micros(now));
    }
}
