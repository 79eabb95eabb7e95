package io.distributedscheduler.store;

import java.time.Instant;

/** A call arrived after its {@link Call#notAfter()}, and that arrival had no effect. */
public class LateCallException extends JobStoreException {

    private static final long serialVersionUID = 1L;

    private final transient Instant storeTime;
    private final boolean inDoubt;

    public LateCallException(Call call, Instant storeTime) {
        super("Call " + call.id() + " was valid until " + call.notAfter() + " and arrived at " + storeTime, null);
        this.storeTime = storeTime;
        this.inDoubt = storeTime.isAfter(call.notAfter().plus(JobStore.CALL_MEMORY));
    }

    /** The store's time when it refused. */
    public Instant storeTime() {
        return storeTime;
    }

    /**
     * Whether an earlier arrival of the call may have taken effect, since the store would have forgotten it by now. If
     * not, the call has had no effect and never will.
     */
    public boolean inDoubt() {
        return inDoubt;
    }
}
