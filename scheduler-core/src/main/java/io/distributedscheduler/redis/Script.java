package io.distributedscheduler.redis;

import java.util.List;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/** A script that is ready to run: its whole text, and the names of the keys it always needs. */
final class Script {

    private final String name;
    private final List<String> keys;
    private final boolean timed;
    private final RedisScript<List<?>> text;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Script(String name, String text, List<String> keys, boolean timed) {
        this.name = name;
        this.keys = keys;
        this.timed = timed;
        this.text = (RedisScript) new DefaultRedisScript<>(text, List.class);
    }

    String name() {
        return name;
    }

    List<String> keys() {
        return keys;
    }

    /** Whether it looks at the time. */
    boolean isTimed() {
        return timed;
    }

    RedisScript<List<?>> text() {
        return text;
    }
}
