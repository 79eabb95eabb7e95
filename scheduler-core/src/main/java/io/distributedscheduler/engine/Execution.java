package io.distributedscheduler.engine;

import io.distributedscheduler.engine.NodeRuntime.Worker;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.NodeId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A claim on its way through the node: it waits to be started, its code runs, it has ended. */
final class Execution {

    /** How far it is. */
    enum Stage {
        /** Claimed; user code has not been entered. */
        CLAIMED,
        /** User code runs. */
        RUNNING,
        /** The end of the attempt is settled, or the claim was given up. User code may go on if it does not listen. */
        ENDED
    }

    /** Why user code was told to end. */
    enum Told {
        NOTHING,
        /** Its job was stopped or removed. */
        STOP,
        /** The next occurrence has come. */
        CANCEL,
        /** It took too long. */
        TIMEOUT,
        /** The node shuts down, or may have been declared dead while the job is exclusive: somebody shall run it again. */
        HAND_BACK,
        /** The claim is not the node's any more. */
        LOST
    }

    private final Membership home;
    private final NodeId node;
    private final Claim claim;
    private final Instant claimed;
    private final long received;
    private final long notBefore;
    private volatile Stage stage = Stage.CLAIMED;
    private volatile Told told = Told.NOTHING;
    private volatile @Nullable Job job;
    private volatile @Nullable Instant started;
    private @Nullable Worker worker;
    private @Nullable Runnable cancel;
    private boolean abandonedInWorker;
    private volatile boolean branched;
    private volatile Runnable whenNextComes = () -> {};

    Execution(Membership home, NodeId node, Claim claim, Instant claimed, long received) {
        this.home = home;
        this.node = node;
        this.claim = claim;
        this.claimed = claimed;
        this.received = received;
        this.notBefore = StoreClock.nanos(claim.notBefore());
    }

    Membership home() {
        return home;
    }

    /** The node, in the epoch that claimed it. */
    NodeId node() {
        return node;
    }

    Claim claim() {
        return claim;
    }

    ClaimRef ref() {
        return new ClaimRef(claim.handle(), claim.token());
    }

    /** The occurrence, as far as the node knows: another one than was claimed, if it was taken out of the sequence. */
    Handle handle() {
        return branched ? new Handle(claim.handle().job(), claim.token()) : claim.handle();
    }

    /** Whether it is the next occurrence of its job, which goes on when this ends, as far as the node knows. */
    boolean isInSequence() {
        return handle().number() == 0;
    }

    /** It was taken out of the sequence of its job. */
    void branched() {
        branched = true;
    }

    /** What to do when the next occurrence comes while it lasts. */
    void whenNextComes(Runnable action) {
        whenNextComes = action;
    }

    /** The next occurrence has come while it lasts. */
    void nextHasCome() {
        whenNextComes.run();
    }

    /** Store time of the claim. */
    Instant claimed() {
        return claimed;
    }

    /** When the claim arrived here, on the monotonic clock. */
    long received() {
        return received;
    }

    Stage stage() {
        return stage;
    }

    Told told() {
        return told;
    }

    /** The definition, once it was read. */
    Optional<Job> job() {
        return Optional.ofNullable(job);
    }

    void read(Job definition) {
        job = definition;
    }

    /** When user code was entered, in store time as estimated; when it was claimed, if it was not entered. */
    Instant started() {
        Instant entered = started;
        return entered == null ? claimed : entered;
    }

    /** Nanoseconds until it may surely start by the store's clock; 0 or less if it may. */
    long nanosUntilStart(long now) {
        return home.clock().nanosUntilSurely(notBefore, now);
    }

    /** How long it could have been started already, in nanoseconds. */
    long overdue(long now) {
        return Math.min(now - received, -nanosUntilStart(now));
    }

    /** User code is about to be entered in the worker; false if the claim was given up. */
    synchronized boolean enter(@Nullable Worker worker, Instant now) {
        if (stage != Stage.CLAIMED) {
            return false;
        }
        stage = Stage.RUNNING;
        started = now;
        this.worker = worker;
        return true;
    }

    /** User code has left the worker; from now on nobody interrupts that. */
    synchronized void leaveWorker() {
        worker = null;
    }

    /** User code has answered a stage, with which it goes on; {@code cancel} has that cancelled, and waits for nothing. */
    void goesOn(Runnable cancel) {
        boolean tooLate;
        synchronized (this) {
            this.cancel = cancel;
            tooLate = told != Told.NOTHING;
        }
        if (tooLate) {
            cancel.run();
        }
    }

    /** Settles the end; false if that was done before. */
    synchronized boolean end() {
        if (stage == Stage.ENDED) {
            return false;
        }
        stage = Stage.ENDED;
        return true;
    }

    /** Settles the end although user code goes on; false if the end was settled before. */
    synchronized boolean abandon() {
        if (!end()) {
            return false;
        }
        abandonedInWorker = worker != null;
        return true;
    }

    /** Whether its end was settled while user code kept its worker. */
    synchronized boolean abandonedInWorker() {
        return abandonedInWorker;
    }

    /** Gives up a claim that was not started; false if it was. */
    synchronized boolean withdraw() {
        if (stage != Stage.CLAIMED) {
            return false;
        }
        stage = Stage.ENDED;
        return true;
    }

    /**
     * Tells user code to end: by interrupt, by cancelling its stage, and by what its context says. The first reason holds;
     * but the time of code that was cancelled may be over as well, and none is stronger than that the claim is lost. Waits for
     * nothing. Answers whether it was news to code that runs.
     */
    boolean tell(Told reason) {
        Runnable toCancel;
        synchronized (this) {
            boolean isNews = told == Told.NOTHING || told == Told.CANCEL && reason == Told.TIMEOUT;
            if (isNews || reason == Told.LOST) {
                told = reason;
            }
            if (!isNews) {
                return false;
            }
            if (worker != null) {
                worker.interrupt();
            }
            toCancel = cancel;
        }
        if (toCancel != null) {
            toCancel.run();
        }
        return stage == Stage.RUNNING;
    }

    @Override
    public String toString() {
        return "run " + claim.run() + " (attempt " + claim.attempt() + ", token " + claim.token() + ")";
    }
}
