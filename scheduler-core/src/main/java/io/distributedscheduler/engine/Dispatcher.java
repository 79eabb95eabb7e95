package io.distributedscheduler.engine;

import io.distributedscheduler.engine.Troubles.Task;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.Promotion;
import io.distributedscheduler.store.ReleaseAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims what is due in one partition when there is a free worker, a little ahead, and hands it to the workers.
 *
 * <p>It sleeps until the next head, until somebody tells it of an earlier one, or until there is room. Claim calls are
 * numbered and one is in flight; one that failed is repeated with its number, so that what it gave is not lost.
 */
final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    /** How long before it is due a run is claimed: longer than a call takes, shorter than anybody minds. */
    static final Duration AHEAD = Duration.ofMillis(5);

    private static final long AHEAD_NANOS = AHEAD.toNanos();
    private static final long RANK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int BATCH = 200;
    private static final int PROMOTED_AT_ONCE = 200;

    /** A claim call whose answer is not known, and how much room was reserved for it. */
    private record InFlight(ClaimRequest request, int room) {}

    /** What the dispatcher asks of the other parts of the partition. */
    interface Listener {

        /** Nothing is known of the lease, or the store says that the node is not present: beat. */
        void needsBeat();

        /** Whether so much waits to be written that nothing should be claimed. */
        boolean isBehind();
    }

    private final JobStore store;
    private final NodeRuntime runtime;
    private final HistoryRecorder history;
    private final LiveCode liveCode;
    private final Troubles troubles;
    private final EventDispatcher events;
    private final RunMapper runs;
    private final Membership membership;
    private final Queues queues;
    private final Workers workers;
    private final Listener listener;
    private final BackgroundLoop loop;
    private final Runnable whenRoom;
    private final Set<String> fired = new LinkedHashSet<>();

    private volatile boolean stopped;
    private @Nullable InFlight inFlight;
    private boolean waitsForRoom;

    /** After claims that failed, or gave nothing that could be started here although something is due. */
    private final Backoff backoff = new Backoff();

    /** How many runs the last claim gave that could not be started here. */
    private int refused;

    Dispatcher(
            SchedulerContext context,
            Membership membership,
            Queues queues,
            Workers workers,
            Listener listener,
            String name) {
        this.store = context.store();
        this.runtime = context.runtime();
        this.history = context.history();
        this.liveCode = context.liveCode();
        this.troubles = context.troubles();
        this.events = context.events();
        this.runs = new RunMapper(context.details());
        this.membership = membership;
        this.queues = queues;
        this.workers = workers;
        this.listener = listener;
        this.loop = new BackgroundLoop(name, this::runOnce);
        this.whenRoom = loop::wake;
    }

    /** Starts to claim; the process lives as long as it does. */
    void start() {
        loop.start(runtime, true);
    }

    void end() {
        loop.end();
    }

    void wake() {
        loop.wake();
    }

    /** Claims nothing more. */
    void stop() {
        stopped = true;
        loop.wake();
    }

    /** Somebody says that something is due then, in nanoseconds of store time. */
    void hinted(long due) {
        if (membership.head().hinted(due, runtime.nanoTime())) {
            loop.wake();
        }
    }

    /** There are fires to promote. */
    void fired(Iterable<String> keywords) {
        synchronized (fired) {
            keywords.forEach(fired::add);
        }
        loop.wake();
    }

    /** Hands claims back. If that fails, the next beat finds that nobody knows them. */
    void handBack(List<ClaimRef> claims) {
        try {
            ReleaseAnswer answer = store.release(membership.partition(), membership.node(), claims);
            if (events.isWanted()) {
                answer.closed().forEach(closed -> events.publish(new SchedulerEvent.RunStopped(runs.run(closed))));
            }
            troubles.worked(Task.HAND_BACK, membership.partition());
        } catch (JobStoreException e) {
            // The next beat does it.
            troubles.failed(Task.HAND_BACK, membership.partition(), e);
        }
        // They are due again, also for this node.
        hinted(membership.clock().upper(runtime.nanoTime()));
    }

    /** Claims once, if there is something to claim and room for it. */
    long runOnce() {
        if (stopped) {
            giveUp();
            return NodeRuntime.END;
        }
        if (!membership.isPresent()) {
            return pauseWithoutRoom(NodeRuntime.UNTIL_WOKEN);
        }
        if (!membership.isFresh()) {
            listener.needsBeat();
            return pauseWithoutRoom(PAUSE);
        }
        handStaleBack();
        if (promote()) {
            return 0;
        }
        long wait = nanosUntilClaim();
        if (wait > 0) {
            return pauseWithoutRoom(workersPatience(wait));
        }
        if (listener.isBehind()) {
            return pauseWithoutRoom(workersPatience(NodeRuntime.UNTIL_WOKEN));
        }
        InFlight call = call();
        if (call == null) {
            waitsForRoom = true;
            return workersPatience(NodeRuntime.UNTIL_WOKEN);
        }
        waitsForRoom = false;
        return claim(call);
    }

    /** How long until something is to be claimed; 0 or less if it is. */
    private long nanosUntilClaim() {
        long now = runtime.nanoTime();
        if (inFlight != null) {
            return backoff.nanosLeft(now);
        }
        Head.Known head = membership.head().known();
        if (head.due() == Head.NONE) {
            return NodeRuntime.UNTIL_WOKEN;
        }
        long untilDue = membership.clock().nanosUntilMaybe(head.due(), now) - AHEAD_NANOS;
        if (head.more() && !backoff.lastWasInVain()) {
            return untilDue;
        }
        // From when it is due, or from when that became known if it was later.
        long rank = membership.ranking().rank(membership.node(), head.due());
        long turn = Math.max(untilDue, head.heard() - now) + rank * RANK_NANOS;
        return backoff.lastWasInVain() ? Math.max(turn, backoff.nanosLeft(now)) : turn;
    }

    private @Nullable InFlight call() {
        if (inFlight != null) {
            return inFlight;
        }
        int room = workers.reserve(BATCH, whenRoom);
        if (room == 0) {
            return null;
        }
        // Runs that cannot be started here must not hide those behind them.
        int limit = room + refused;
        inFlight = new InFlight(
                new ClaimRequest(
                        membership.partition(),
                        membership.node(),
                        membership.nextNumber(),
                        limit,
                        queues.open(),
                        AHEAD,
                        queues.limits(),
                        queues.room(),
                        membership.seenToken()),
                room);
        return inFlight;
    }

    private long claim(InFlight call) {
        ClaimRequest request = call.request;
        long sent = runtime.nanoTime();
        Claims claims;
        try {
            claims = store.claim(request);
            troubles.worked(Task.CLAIM, membership.partition());
        } catch (JobStoreException e) {
            troubles.failed(Task.CLAIM, membership.partition(), e);
            backoff.inVain(runtime.nanoTime());
            // The room is for other partitions meanwhile.
            workers.unreserve(call.room);
            inFlight = new InFlight(request, 0);
            listener.needsBeat();
            return PAUSE;
        }
        inFlight = null;
        long now = runtime.nanoTime();
        membership.clock().observe(sent, now, claims.time());
        List<Execution> executions =
                membership.register(request.node(), request.number(), claims.claims(), claims.time());
        for (Execution execution : executions) {
            history.claim("claimed", execution.claim(), claims.time(), null);
        }
        List<Execution> startable = startable(executions);
        workers.add(startable, call.room);
        if (stopped) {
            giveBack(workers.takeAll(membership));
        }
        if (!claims.present()) {
            listener.needsBeat();
            return NodeRuntime.UNTIL_WOKEN;
        }
        long head = claims.head().map(StoreClock::nanos).orElse(Head.NONE);
        boolean full = claims.claims().size() >= request.limit();
        membership.head().answered(head, sent, now, full);
        boolean due = refused > 0 || membership.clock().nanosUntilMaybe(head, now) < 0;
        if (startable.isEmpty() && due) {
            backoff.inVain(now);
        } else {
            backoff.worked();
        }
        return 0;
    }

    /** Without those whose code of an earlier claim still runs here, or that are too many for this node; they are handed back. */
    private List<Execution> startable(List<Execution> executions) {
        Map<String, Integer> tooMany = executions.isEmpty() ? Map.of() : queues.tooMany();
        List<Execution> conflicting = executions.stream()
                .filter(execution -> liveCode.conflicts(execution) || isTooMany(execution, tooMany))
                .toList();
        refused = conflicting.size();
        if (conflicting.isEmpty()) {
            return executions;
        }
        log.debug(
                "{} runs cannot be started here, since code of earlier attempts does not end, or the node has as many as it may",
                refused);
        giveBack(conflicting);
        List<Execution> startable = new ArrayList<>(executions);
        startable.removeAll(conflicting);
        return startable;
    }

    private static boolean isTooMany(Execution execution, Map<String, Integer> tooMany) {
        String eid = execution.claim().job().executor();
        return tooMany.getOrDefault(eid, 0) > 0 && tooMany.merge(eid, -1, Integer::sum) >= 0;
    }

    /** The answer to a claim call will not be asked for again: the next beat hands back what it gave. */
    private void giveUp() {
        InFlight call = inFlight;
        if (call != null) {
            inFlight = null;
            workers.unreserve(call.room);
            membership.giveUp(call.request.node(), call.request.number());
            listener.needsBeat();
        }
    }

    private void handStaleBack() {
        giveBack(workers.takeStale(membership));
    }

    /** Hands back what has not been started. */
    void giveBack(List<Execution> executions) {
        List<Execution> given = executions.stream().filter(Execution::withdraw).toList();
        membership.forgetAll(executions);
        if (!given.isEmpty()) {
            for (Execution execution : given) {
                history.claim("released", execution.claim(), null, null);
            }
            handBack(given.stream().map(Execution::ref).toList());
        }
    }

    /** Makes jobs due that wait for fires; answers whether there may be more to do. */
    private boolean promote() {
        String keyword;
        synchronized (fired) {
            keyword = fired.isEmpty() ? null : fired.iterator().next();
        }
        if (keyword == null) {
            return false;
        }
        boolean more;
        try {
            Promotion promotion = store.promote(membership.partition(), keyword, PROMOTED_AT_ONCE);
            more = promotion.more();
            overtake(keyword, promotion.lastFire());
            troubles.worked(Task.PROMOTE, membership.partition());
        } catch (JobStoreException e) {
            // The next beat tells of them again.
            troubles.failed(Task.PROMOTE, membership.partition(), e);
            more = false;
        }
        if (!more) {
            synchronized (fired) {
                fired.remove(keyword);
            }
        }
        hinted(membership.clock().upper(runtime.nanoTime()));
        return true;
    }

    /** Sees to the runs that the next fire of their keyword overtakes, if it has come. */
    private void overtake(String keyword, long lastFire) {
        for (Execution execution : membership.held()) {
            if (Overtaking.isBy(keyword, lastFire, execution)) {
                execution.nextHasCome();
            }
        }
    }

    private long pauseWithoutRoom(long pause) {
        if (waitsForRoom) {
            // The room it waited for is for others now.
            waitsForRoom = false;
            workers.unreserve(0);
        }
        return pause;
    }

    private long workersPatience(long pause) {
        return workers.anyWaiting() ? Math.min(pause, Workers.PATIENCE) : pause;
    }
}
