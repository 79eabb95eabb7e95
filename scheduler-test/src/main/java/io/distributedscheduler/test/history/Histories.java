package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the histories of several recorders together. */
public final class Histories {

    private record Placed(long micros, HistoryEvent event) {}

    private Histories() {}

    /**
     * All events in the order of the store's steps. One that is not of a step keeps its place after what its recorder
     * wrote before it; steps of the same time are in the order in which their answers arrived, which means something if the
     * recorders share a machine.
     *
     * @param recorders what each process wrote, in the order in which it did
     */
    public static List<HistoryEvent> inOrder(List<List<HistoryEvent>> recorders) {
        List<Placed> all = new ArrayList<>();
        for (List<HistoryEvent> history : recorders) {
            long latest = 0;
            for (HistoryEvent event : history) {
                latest = Math.max(latest, event.storeMicros());
                all.add(new Placed(event.storeMicros() == 0 ? latest : event.storeMicros(), event));
            }
        }
        all.sort(Comparator.comparingLong(Placed::micros)
                .thenComparingLong(placed -> placed.event().monoNs()));
        return all.stream().map(Placed::event).toList();
    }

    /** The events of each recorder by its name, in the order given. */
    public static List<List<HistoryEvent>> byRecorder(List<HistoryEvent> history) {
        Map<String, List<HistoryEvent>> recorders = new HashMap<>();
        history.forEach(event -> recorders
                .computeIfAbsent(event.node(), any -> new ArrayList<>())
                .add(event));
        return List.copyOf(recorders.values());
    }
}
