package io.distributedscheduler.store;

import java.util.ArrayList;
import java.util.List;

/** The order in which several queues give what they have, none of them starving another. */
public final class InTurn {

    private InTurn() {}

    /**
     * One of each list in turn, until there are so many; the turn begins with the list at the index {@code number modulo their
     * count}. No list may be empty.
     */
    public static <T> List<T> of(List<List<T>> lists, long number, int most) {
        List<T> all = new ArrayList<>();
        int count = lists.size();
        boolean more = count > 0;
        for (int turn = 0; more && all.size() < most; turn++) {
            more = false;
            for (int i = 0; i < count && all.size() < most; i++) {
                List<T> list = lists.get((int) ((number + i) % count));
                if (turn < list.size()) {
                    all.add(list.get(turn));
                    more = true;
                }
            }
        }
        return all;
    }
}
