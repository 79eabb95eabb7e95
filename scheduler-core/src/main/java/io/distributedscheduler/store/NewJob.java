package io.distributedscheduler.store;

/**
 * A job to add.
 *
 * @param job its definition; the store gives it revision 1
 * @param due where it shall stand; not {@link Due.Unchanged}, and {@link Due.Waiting} only with a keyword
 */
public record NewJob(StoredJob job, Due due) {

    public NewJob {
        if (due instanceof Due.Unchanged || due instanceof Due.Waiting && job.keyword() == null) {
            throw new IllegalArgumentException("Job " + job.id() + " must stand somewhere, was " + due
                    + (job.keyword() == null ? " without a keyword" : ""));
        }
    }
}
