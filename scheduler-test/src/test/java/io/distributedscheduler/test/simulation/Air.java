package io.distributedscheduler.test.simulation;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.signal.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Carries signals as a network does: some are lost, some come late, some twice. */
final class Air {

    private record Ear(SimulatedRuntime runtime, Consumer<Signal> listener) {}

    private final Simulation simulation;
    private final Random random;
    private final List<Ear> ears = new ArrayList<>();
    private double loss;

    Air(Simulation simulation, Random random) {
        this.simulation = simulation;
        this.random = random;
    }

    /** From now on that part of the signals is lost, from 0 to 1, and as many are late. */
    void loses(double part) {
        loss = part;
    }

    /** The signals that a process hears. */
    Signals heardBy(SimulatedRuntime runtime) {
        return (listener, onGap) -> {
            Ear ear = new Ear(runtime, listener);
            ears.add(ear);
            return () -> ears.remove(ear);
        };
    }

    void carry(Signal signal) {
        for (Ear ear : List.copyOf(ears)) {
            double luck = random.nextDouble();
            if (luck < loss) {
                continue;
            }
            arrive(ear, signal, Duration.ofNanos(20_000 + random.nextInt(200_000)));
            if (luck > 1 - loss) {
                arrive(ear, signal, Duration.ofMillis(random.nextInt(20_000)));
            }
        }
    }

    private void arrive(Ear ear, Signal signal, Duration after) {
        simulation.after(after, () -> {
            if (!ear.runtime.isCrashed()) {
                ear.listener.accept(signal);
            }
        });
    }
}
