package io.distributedscheduler.codec;

import io.distributedscheduler.trigger.AnyOfTrigger;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.ExcludingTrigger;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.JitteredTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.Trigger;
import io.distributedscheduler.trigger.TriggerType;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The users' own trigger types that this node knows, by name. */
public final class TriggerTypes {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final int LONGEST_NAME = 256;
    private static final Set<String> BUILT_IN =
            new TreeSet<>(Set.of("once", "every", "fixed-delay", "cron", "keyword", "any-of"));
    private static final Set<Class<?>> BUILT_IN_CLASSES = Set.of(
            OnceTrigger.class,
            EveryTrigger.class,
            FixedDelayTrigger.class,
            CronTrigger.class,
            KeywordTrigger.class,
            AnyOfTrigger.class,
            ExcludingTrigger.class,
            JitteredTrigger.class,
            BoundedTrigger.class);

    private final Map<String, TriggerType<?>> byName = new LinkedHashMap<>();
    private final Map<Class<?>, TriggerType<?>> byClass = new LinkedHashMap<>();

    /**
     * The types that are given, beside the built-in ones.
     *
     * @throws IllegalArgumentException when a name is not allowed, a class is none of the user's own or cannot have
     *     instances, or a name or class occurs twice
     */
    public TriggerTypes(Collection<? extends TriggerType<?>> types) {
        for (TriggerType<?> type : types) {
            String name = checkName(type);
            checkClass(type);
            TriggerType<?> same = byName.putIfAbsent(name, type);
            if (same != null) {
                throw new IllegalArgumentException("Two trigger types have the name '" + name + "': "
                        + same.getClass().getName() + " and " + type.getClass().getName());
            }
            same = byClass.putIfAbsent(type.type(), type);
            if (same != null) {
                throw new IllegalArgumentException("Two trigger types store "
                        + type.type().getName() + ": '" + same.name() + "' and '" + name + "'");
            }
        }
    }

    /** None but the built-in ones. */
    public static TriggerTypes builtIn() {
        return new TriggerTypes(Set.of());
    }

    /** The names of the users' own types. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /**
     * The name of the user's own type a trigger is of, or is made of; empty for the built-in ones.
     *
     * @throws IllegalArgumentException when no type is registered for its class, or it is made of several own types
     */
    public Optional<String> nameOf(Trigger trigger) {
        if (!BUILT_IN_CLASSES.contains(trigger.getClass())) {
            return Optional.of(typeOf(trigger).name());
        }
        Set<String> own = new TreeSet<>();
        trigger.parts().forEach(part -> nameOf(part).ifPresent(own::add));
        if (own.size() > 1) {
            throw new IllegalArgumentException(
                    "A job can have triggers of one trigger type of your own, and this one has those of " + own);
        }
        return own.stream().findFirst();
    }

    private static String checkName(TriggerType<?> type) {
        String name = type.name();
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME || BUILT_IN.contains(name)) {
            String shown = name.length() > 64 ? name.substring(0, 64) + "..." : name;
            throw new IllegalArgumentException("The trigger type name '" + shown + "' of "
                    + type.getClass().getName() + " is not allowed: a-z, then a-z 0-9 -, at most " + LONGEST_NAME
                    + " characters, and none of " + BUILT_IN);
        }
        return name;
    }

    private static void checkClass(TriggerType<?> type) {
        Class<?> stored = type.type();
        if (BUILT_IN_CLASSES.contains(stored) || Modifier.isAbstract(stored.getModifiers())) {
            throw new IllegalArgumentException("The trigger type '" + type.name() + "' cannot store " + stored.getName()
                    + ": that must be a class of your own, not built in, and neither abstract nor an interface");
        }
    }

    TriggerType<?> typeOf(Trigger trigger) {
        TriggerType<?> type = byClass.get(trigger.getClass());
        if (type == null) {
            throw new IllegalArgumentException("No TriggerType is registered for "
                    + trigger.getClass().getName() + "; declare one as a bean, so that the trigger can be stored");
        }
        return type;
    }

    Optional<TriggerType<?>> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
