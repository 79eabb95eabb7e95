package io.distributedscheduler.store;

import java.time.Instant;

/** A call arrived after its {@link Call#notAfter()} and had no effect. */
public class LateCallException extends JobStoreException {

    private static final long serialVersionUID = 1L;

    private final transient Instant storeTime;

    public LateCallException(Call call, Instant storeTime) {
        super("Call " + call.id() + " was valid until " + call.notAfter() + " and arrived at " + storeTime, null);
        this.storeTime = storeTime;
    }

    /** The store's time when it refused. */
    public Instant storeTime() {
        return storeTime;
    }
}
