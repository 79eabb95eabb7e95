package io.distributedscheduler.store;

/**
 * What {@link JobStore#promote} answers.
 *
 * @param more whether there are more jobs to make pending
 * @param lastFire number of the keyword's last fire, see {@link Fire#number()}; 0 if there was none, or no job has the keyword
 */
public record Promotion(boolean more, long lastFire) {

    /** Of a keyword that nobody has fired. */
    public static final Promotion NONE = new Promotion(false, 0);
}
