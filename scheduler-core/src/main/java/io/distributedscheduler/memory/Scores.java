package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.Handle;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;

/** Members in the order of their scores, those of one score by their texts: what a sorted set of Redis is. */
final class Scores<M> implements Iterable<Scores.Entry<M>> {

    /** Texts by their bytes in UTF-8, which is by their code points; chars of surrogate pairs sort after all others. */
    static final Comparator<String> BY_BYTES = Scores::compareBytes;

    private final Function<M, String> text;
    private final Map<M, Entry<M>> entries = new HashMap<>();
    private final TreeSet<Entry<M>> order = new TreeSet<>();

    private Scores(Function<M, String> text) {
        this.text = text;
    }

    static Scores<JobId> ofJobs() {
        return new Scores<>(JobId::value);
    }

    static Scores<Handle> ofHandles() {
        return new Scores<>(Handle::text);
    }

    static Scores<String> ofTexts() {
        return new Scores<>(text -> text);
    }

    void put(M member, long score) {
        Entry<M> entry = new Entry<>(score, text.apply(member), member);
        Entry<M> before = entries.put(member, entry);
        if (before != null) {
            order.remove(before);
        }
        order.add(entry);
    }

    boolean remove(M member) {
        Entry<M> entry = entries.remove(member);
        return entry != null && order.remove(entry);
    }

    boolean contains(M member) {
        return entries.containsKey(member);
    }

    OptionalLong score(M member) {
        Entry<M> entry = entries.get(member);
        return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.score);
    }

    Optional<Entry<M>> first() {
        return order.isEmpty() ? Optional.empty() : Optional.of(order.first());
    }

    /** The lowest score, {@link Long#MAX_VALUE} when there is none. */
    long lowest() {
        return order.isEmpty() ? Long.MAX_VALUE : order.first().score;
    }

    int size() {
        return order.size();
    }

    @Override
    public Iterator<Entry<M>> iterator() {
        return order.iterator();
    }

    private static int compareBytes(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                return Character.isSurrogate(a) == Character.isSurrogate(b) ? a - b : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }

    record Entry<M>(long score, String text, M member) implements Comparable<Entry<M>> {
        @Override
        public int compareTo(Entry<M> other) {
            int byScore = Long.compare(score, other.score);
            return byScore != 0 ? byScore : compareBytes(text, other.text);
        }
    }
}
