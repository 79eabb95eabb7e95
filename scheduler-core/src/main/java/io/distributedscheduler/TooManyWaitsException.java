package io.distributedscheduler;

/** So many futures of this scheduler wait already, for runs to end or jobs to come to rest, that there is no other. */
public class TooManyWaitsException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    public TooManyWaitsException(int limit) {
        super(limit
                + " futures wait already for runs to end; cancel those that nobody needs, or wait for fewer at a time");
    }
}
