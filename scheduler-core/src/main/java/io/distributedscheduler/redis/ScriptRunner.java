package io.distributedscheduler.redis;

import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.LateCallException;
import io.distributedscheduler.store.StoreFullException;
import io.distributedscheduler.store.StoreRefusesException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Runs scripts in a partition, each with the keys it declares, and turns errors into those of the store.
 *
 * <p>What a script needs beyond its own keys may depend on data. The caller names what it knows of; a script that needs
 * more changes nothing and says what, and runs again with it.
 */
final class ScriptRunner {

    /** Three rounds reach whatever the data looked like at one time; more would mean that it changes at every look. */
    private static final int ROUNDS = 3;

    private static final int ATTEMPTS_WHILE_MOVING = 3;

    private final StringRedisTemplate redis;
    private final Keys keys;
    private final StoreTime time;
    private final ScriptLoader loader;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();

    ScriptRunner(StringRedisTemplate redis, Keys keys, StoreTime time) {
        this.redis = redis;
        this.keys = keys;
        this.time = time;
        this.loader = new ScriptLoader(time);
    }

    /**
     * Runs a step that takes effect once however often it is repeated.
     *
     * @throws LateCallException when its time is over
     */
    Answer run(String name, int partition, Call call, Collection<String> more, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments.size() + 3);
        all.add(call.id());
        all.add(Texts.millis(call.issued()));
        all.add(Texts.micros(call.notAfter()));
        all.addAll(arguments);
        Answer answer = run(name, partition, more, all);
        if (answer.is("late")) {
            throw new LateCallException(call, answer.time());
        }
        // As it is remembered, in one piece.
        return new Answer(List.of(answer.text().split("\\|", -1)));
    }

    /** Runs a step, with those keys beside the ones it always needs. */
    Answer run(String name, int partition, Collection<String> more, List<String> arguments) {
        Script script = scripts.computeIfAbsent(name, loader::load);
        Set<String> names = new LinkedHashSet<>(script.keys());
        names.addAll(more);
        for (int round = 1; round <= ROUNDS; round++) {
            List<?> answer = execute(script, partition, names, arguments);
            if (!"needs".equals(answer.get(0))) {
                return new Answer(answer);
            }
            answer.subList(1, answer.size()).forEach(needed -> names.add(String.valueOf(needed)));
        }
        throw new JobStoreException(
                "The records that " + name + " reads changed at every look, " + ROUNDS + " times in a row", null);
    }

    /** The values of some fields of a hash, null where there is none, and all when something else stands there. */
    List<@Nullable String> hashValues(String what, int partition, String name, List<String> fields) {
        try {
            return redis.<String, String>opsForHash().multiGet(keys.key(partition, name), fields);
        } catch (RuntimeException e) {
            if (RedisErrors.kind(e) == RedisErrors.Kind.WRONG_TYPE) {
                return Collections.nCopies(fields.size(), null);
            }
            throw failure(what, e);
        }
    }

    Map<String, String> hash(String what, int partition, String name) {
        try {
            return redis.<String, String>opsForHash().entries(keys.key(partition, name));
        } catch (RuntimeException e) {
            throw wrongTypeOr(what, partition, Set.of(name), e);
        }
    }

    /** Runs a plain command, with its errors turned into those of the store. */
    <T> T read(String what, Supplier<T> command) {
        try {
            return command.get();
        } catch (RuntimeException e) {
            throw failure(what, e);
        }
    }

    private List<?> execute(Script script, int partition, Set<String> names, List<String> arguments) {
        List<String> declared = new ArrayList<>(names.size());
        for (String name : names) {
            declared.add(keys.key(partition, name));
        }
        Object[] all = script.isTimed()
                ? Stream.concat(arguments.stream(), time.arguments().stream()).toArray()
                : arguments.toArray();
        for (int attempt = 1; ; attempt++) {
            try {
                @Nullable List<?> answer = redis.execute(script.text(), declared, all);
                if (answer == null) {
                    throw new JobStoreException(script.name() + ": Redis did not answer", null);
                }
                return answer;
            } catch (JobStoreException e) {
                throw e;
            } catch (RuntimeException e) {
                RedisErrors.Kind kind = RedisErrors.kind(e);
                if (kind == RedisErrors.Kind.MOVING && attempt < ATTEMPTS_WHILE_MOVING) {
                    continue;
                }
                throw wrongTypeOr(script.name(), partition, names, e);
            }
        }
    }

    private static JobStoreException failure(String what, RuntimeException e) {
        String reason = RedisErrors.message(e);
        return switch (RedisErrors.kind(e)) {
            case FULL -> new StoreFullException(what + ": Redis has no room for more: " + reason, e);
            case TRANSIENT, MOVING -> new JobStoreException(what + ": Redis cannot answer now: " + reason, e);
            case FORBIDDEN -> new StoreRefusesException(what + ": Redis refuses: " + reason, e);
            case WRONG_TYPE -> new StoreRefusesException(what + ": " + reason, e);
            default -> new JobStoreException(what + ": " + reason, e);
        };
    }

    private JobStoreException wrongTypeOr(String what, int partition, Set<String> names, RuntimeException e) {
        if (RedisErrors.kind(e) != RedisErrors.Kind.WRONG_TYPE) {
            return failure(what, e);
        }
        for (String name : names) {
            String key = keys.key(partition, name);
            String expected = Keys.typeOf(name);
            try {
                DataType found = redis.type(key);
                if (found != null && found != DataType.NONE && !found.code().equals(expected)) {
                    return new StoreRefusesException(
                            "%s: the key %s holds a %s where the scheduler keeps a %s. Something else wrote it: remove or rename it, or choose another prefix or namespace"
                                    .formatted(what, key, found.code(), expected),
                            e);
                }
            } catch (RuntimeException unknown) {
                e.addSuppressed(unknown);
            }
        }
        return failure(what, e);
    }
}
