package io.distributedscheduler.store;

import io.distributedscheduler.policy.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of a limit, and the arithmetic that all stores share. Immutable; times are in milliseconds of store time.
 *
 * <p>There is one of each executor that is limited, by its eid, and of each key, by {@link WaitingLine#limit()}. Its members are
 * the queues of the executor, or the lines of the key, in which something is pending.
 *
 * @param held claims that live
 * @param limit what the executor allows, as the last node said that beat or claimed; none of a key, where each job says that
 *     for itself
 * @param window how long starts are remembered
 * @param log the starts that may count still, oldest first
 * @param turn whose turn it is among several members, if it is anybody's
 * @param members names of queues or lines, by their text
 */
public record LimitRecord(
        int held, Limit limit, long window, List<Starts> log, Optional<Turn> turn, SortedSet<String> members) {

    /** What nobody has used yet. */
    public static final LimitRecord NONE =
            new LimitRecord(0, Limit.NONE, 0, List.of(), Optional.empty(), new TreeSet<>());

    /** What never starts as things are. */
    public static final long NEVER = Long.MAX_VALUE;

    /** How long whoever has waited longest may be the only one to start, in case its nodes need a moment to come. */
    public static final long TURN_MS = 1_000;

    /** After so long a turn that was not taken is offered again. */
    public static final long TURN_AGAIN_MS = 60_000;

    private static final int MOST_ENTRIES = 100;

    private static final Pattern TEXT = Pattern.compile(
            "(\\d{0,9})(?:\\|(\\d{0,7})(?:\\|(?:(\\d{1,7})/(\\d{1,13}))?"
                    + "(?:\\|(\\d{0,13})(?:\\|([\\d*,-]*)(?:\\|(?:([\\w.~@#%-]+)@(-?\\d{1,15}))?(?:\\|([\\w.~@#%,-]*))?)?)?)?)?)?");
    private static final Pattern STARTS = Pattern.compile("(-?\\d{1,15})\\*(\\d{1,9})");

    /** So many starts, the last of them then. */
    public record Starts(long ms, int count) {}

    /** Whose turn it is, since when. */
    public record Turn(String member, long since) {

        boolean isOver(long now) {
            return now >= since + TURN_MS;
        }

        boolean isOfferedAgain(long now) {
            return now >= since + TURN_AGAIN_MS;
        }
    }

    /** A member whose first handle stands at that instant, and what that handle's job is limited to. */
    public record First(long ms, Limit limit) {}

    public LimitRecord {
        log = List.copyOf(log);
    }

    /** How many may start now. */
    public int free(Limit by, long now) {
        int atOnce = by.atOnce() == 0 ? Integer.MAX_VALUE : Math.max(0, by.atOnce() - held);
        int starts = by.starts() == 0 ? Integer.MAX_VALUE : Math.max(0, by.starts() - countIn(by, now));
        return Math.min(atOnce, starts);
    }

    /** The instant from which one may start: {@code now}, a later one, or {@link #NEVER} while so many run. */
    public long opensAt(Limit by, long now) {
        if (by.atOnce() > 0 && held >= by.atOnce()) {
            return NEVER;
        }
        int over = by.starts() == 0 ? 0 : countIn(by, now) - by.starts() + 1;
        long opens = now;
        for (Starts starts : log) {
            if (over > 0 && counts(starts, by, now)) {
                over -= starts.count;
                opens = starts.ms + by.window().toMillis();
            }
        }
        return opens;
    }

    private int countIn(Limit by, long now) {
        return log.stream()
                .filter(starts -> counts(starts, by, now))
                .mapToInt(Starts::count)
                .sum();
    }

    private static boolean counts(Starts starts, Limit by, long now) {
        return starts.ms + by.window().toMillis() > now;
    }

    /** One of a member has been claimed, to start at {@code at}. */
    public LimitRecord claimed(String member, Limit by, long at, long now) {
        Optional<Turn> others = turn.filter(taken -> !taken.member.equals(member));
        if (by.starts() == 0) {
            return new LimitRecord(held + 1, limit, window, log, others, members);
        }
        long longest = Math.max(window, by.window().toMillis());
        return new LimitRecord(held + 1, limit, longest, logged(by, longest, at, now), others, members);
    }

    private List<Starts> logged(Limit by, long longest, long at, long now) {
        List<Starts> starts = new ArrayList<>(log);
        starts.removeIf(entry -> entry.ms + longest <= now);
        long slice = by.starts() <= MOST_ENTRIES ? 1 : (by.window().toMillis() + MOST_ENTRIES - 1) / MOST_ENTRIES;
        Starts last = starts.isEmpty() ? null : starts.get(starts.size() - 1);
        long ms = last == null ? at : Math.max(at, last.ms);
        if (last != null && Math.floorDiv(last.ms, slice) == Math.floorDiv(ms, slice)) {
            starts.set(starts.size() - 1, new Starts(ms, last.count + 1));
        } else {
            starts.add(new Starts(ms, 1));
        }
        if (starts.size() > MOST_ENTRIES + 1) {
            // Jobs that share a key may differ in their limits.
            Starts oldest = starts.remove(0);
            starts.set(0, new Starts(starts.get(0).ms, oldest.count + starts.get(0).count));
        }
        return starts;
    }

    /** A claim has ended. */
    public LimitRecord ended() {
        return new LimitRecord(Math.max(0, held - 1), limit, window, log, turn, members);
    }

    /** A claim that was to start then was handed back before it did: it is no start. Beside {@link #ended()}. */
    public LimitRecord withoutStartAt(long at) {
        List<Starts> starts = new ArrayList<>(log);
        for (int i = 0; i < starts.size(); i++) {
            Starts entry = starts.get(i);
            if (entry.ms >= at) {
                starts.set(i, new Starts(entry.ms, entry.count - 1));
                break;
            }
        }
        starts.removeIf(entry -> entry.count == 0);
        return withLog(starts);
    }

    /** Of an executor, as a node says that claims or beats. */
    public LimitRecord declared(Limit declared) {
        return new LimitRecord(held, declared, window, log, turn, members);
    }

    /** Without the starts that have been forgotten. */
    public LimitRecord withoutStarts() {
        return withLog(List.of());
    }

    private LimitRecord withLog(List<Starts> starts) {
        return new LimitRecord(held, limit, starts.isEmpty() ? 0 : window, starts, turn, members);
    }

    /** What may start, and when. */
    public record Opening(LimitRecord record, Map<String, Long> opens) {}

    /**
     * From when something of each member may start, which is not before its first handle is due, or {@link #NEVER}.
     *
     * <p>Where no more than one more may start, it is the turn of the member whose first handle is due earliest; the others
     * may start {@link #TURN_MS} later. So the nodes of one executor cannot starve another one by being faster, and an executor
     * that no node has holds nobody up for longer.
     *
     * @param firsts the members in which something is pending
     */
    public Opening opening(SortedMap<String, First> firsts, long now) {
        SortedMap<String, Long> opens = new TreeMap<>();
        firsts.forEach((member, first) -> opens.put(member, opensAt(first, now)));
        if (firsts.size() < 2) {
            return new Opening(with(Optional.empty(), firsts), opens);
        }
        Map.Entry<String, First> earliest = firsts.entrySet().stream()
                .min(Comparator.comparingLong(member -> member.getValue().ms()))
                .orElseThrow();
        String next = earliest.getKey();
        long at = opensAt(earliest.getValue(), now);
        Optional<Turn> before = turn.filter(taken -> taken.member.equals(next) && !taken.isOfferedAgain(now));
        if (at == NEVER) {
            boolean passes = before.filter(taken -> taken.isOver(now)).isPresent();
            opens.replaceAll((member, open) -> passes ? open : NEVER);
            return new Opening(with(turn, firsts), opens);
        }
        Turn current = before.orElseGet(() -> new Turn(next, Math.max(at, now)));
        firsts.forEach((member, first) -> {
            if (!member.equals(next) && free(first.limit, now) <= 1) {
                opens.computeIfPresent(
                        member, (same, open) -> open == NEVER ? NEVER : Math.max(open, current.since + TURN_MS));
            }
        });
        return new Opening(with(Optional.of(current), firsts), opens);
    }

    private long opensAt(First first, long now) {
        long at = opensAt(first.limit, now);
        return at <= now ? first.ms : at == NEVER ? NEVER : Math.max(at, first.ms);
    }

    private LimitRecord with(Optional<Turn> turn, SortedMap<String, First> firsts) {
        return new LimitRecord(held, limit, window, log, turn, new TreeSet<>(firsts.keySet()));
    }

    /** Until when its starts may count; empty if it remembers none. */
    public Optional<Long> remembersUntil() {
        return log.isEmpty() ? Optional.empty() : Optional.of(log.get(log.size() - 1).ms + window);
    }

    /** Whether there is nothing to know of it. */
    public boolean isNone() {
        return held == 0 && limit.isNone() && log.isEmpty() && members.isEmpty();
    }

    // ---- as text

    /**
     * One line: {@code <held>|<at once>|<starts>/<window ms>|<how long starts are remembered, ms>|<ms>*<count> of starts, with
     * commas|<whose turn>@<since ms>|members, with commas}, in which nothing stands for 0 or none, without bars at the end.
     */
    public String text() {
        String text = String.join(
                "|",
                number(held),
                number(limit.atOnce()),
                limit.starts() == 0 ? "" : limit.starts() + "/" + limit.window().toMillis(),
                number(window),
                log.stream().map(starts -> starts.ms + "*" + starts.count).collect(Collectors.joining(",")),
                turn.map(taken -> taken.member + "@" + taken.since).orElse(""),
                String.join(",", members));
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '|') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String number(long number) {
        return number == 0 ? "" : String.valueOf(number);
    }

    /** Reads {@link #text}; what cannot be read is {@link #NONE}. */
    public static LimitRecord parse(String text) {
        Matcher parts = TEXT.matcher(text);
        try {
            return parts.matches() ? read(parts) : NONE;
        } catch (IllegalArgumentException e) {
            return NONE;
        }
    }

    private static LimitRecord read(Matcher parts) {
        Duration window = Duration.ofMillis(numberOf(parts.group(4)));
        List<Starts> log = new ArrayList<>();
        for (String entry : listOf(parts.group(6))) {
            Matcher starts = STARTS.matcher(entry);
            if (!starts.matches()) {
                return NONE;
            }
            log.add(new Starts(Long.parseLong(starts.group(1)), Integer.parseInt(starts.group(2))));
        }
        return new LimitRecord(
                (int) numberOf(parts.group(1)),
                new Limit((int) numberOf(parts.group(2)), (int) numberOf(parts.group(3)), window),
                numberOf(parts.group(5)),
                log,
                Optional.ofNullable(parts.group(7)).map(member -> new Turn(member, numberOf(parts.group(8)))),
                new TreeSet<>(listOf(parts.group(9))));
    }

    private static long numberOf(@Nullable String text) {
        return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private static List<String> listOf(@Nullable String text) {
        return text == null || text.isEmpty() ? List.of() : List.of(text.split(","));
    }
}
