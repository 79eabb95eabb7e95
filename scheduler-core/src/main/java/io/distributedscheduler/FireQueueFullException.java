package io.distributedscheduler;

/** A job has too many fires of a keyword waiting. The fire had no effect on any job. */
public class FireQueueFullException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    private final String keyword;

    public FireQueueFullException(String keyword, int limit) {
        super("A job that waits for the keyword \"" + keyword + "\" has " + limit
                + " fires before it; fire again with the same event id when it has caught up");
        this.keyword = keyword;
    }

    /** The keyword that was fired. */
    public String keyword() {
        return keyword;
    }
}
