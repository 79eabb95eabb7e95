package io.distributedscheduler;

/** What {@code schedule} does when the id is taken. */
public enum ConflictPolicy {
    /** Throws {@link JobExistsException}. */
    FAIL,
    /** Leaves the job that is there as it is. */
    KEEP,
    /**
     * Puts the new definition in its place, in whatever state it is. A run that has started goes on; the new definition
     * is due when it has ended, and its runs are counted anew.
     */
    REPLACE
}
