package io.distributedscheduler.test.simulation;

import io.distributedscheduler.signal.Signals;
import io.distributedscheduler.store.JobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The scheduler with a fault in its store, or in its nodes. One object lives one life. */
interface Mutant {

    /** No fault. */
    Mutant NONE = new Mutant() {};

    /** The store of a partition as the fault makes it. */
    default JobStore store(JobStore sound) {
        return sound;
    }

    /** The store of a partition as a process with the fault uses it. */
    default JobStore client(JobStore sound) {
        return sound;
    }

    /** The signals that a process with the fault hears. */
    default Signals signals(Signals sound) {
        return sound;
    }

    /** Some calls of a store done otherwise. */
    @FunctionalInterface
    interface Twist {

        /** The answer to a call of this method; {@code sound.call} is what the store itself does. */
        Object call(String method, Object[] arguments, Sound sound) throws Throwable;
    }

    /** The store itself. */
    @FunctionalInterface
    interface Sound {

        Object call(Object... arguments) throws Throwable;
    }

    /** A store that does everything through the twist. */
    static JobStore twisted(JobStore sound, Twist twist) {
        return (JobStore) Proxy.newProxyInstance(
                Mutant.class.getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    Sound itself = changed -> {
                        try {
                            return method.invoke(sound, changed);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    };
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    return method.getDeclaringClass() == Object.class
                            ? method.invoke(twist, given)
                            : twist.call(method.getName(), given, itself);
                });
    }

    /** A fault of the store. */
    static Mutant ofStore(TwistOfStore twist) {
        return new Mutant() {
            @Override
            public JobStore store(JobStore sound) {
                return twisted(sound, twist.of(sound));
            }
        };
    }

    /** A fault of the nodes. */
    static Mutant ofNodes(TwistOfStore twist) {
        return new Mutant() {
            @Override
            public JobStore client(JobStore sound) {
                return twisted(sound, twist.of(sound));
            }
        };
    }

    /** Makes the twist for one store, or for one process. */
    @FunctionalInterface
    interface TwistOfStore {

        Twist of(JobStore sound);
    }
}
