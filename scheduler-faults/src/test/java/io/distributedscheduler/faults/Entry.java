package io.distributedscheduler.faults;

/**
 * User code was entered, or left.
 *
 * @param node which process says so
 * @param entered false if it was left
 * @param run token of the run's first claim
 * @param token of the attempt
 * @param nanos when, by the monotonic clock that all processes of this machine share
 */
record Entry(String node, boolean entered, String job, long run, long token, int attempt, long nanos) {

    /** Reads what {@code Work} tells. */
    static Entry read(String node, String[] words) {
        return new Entry(
                node,
                words[0].equals("enter"),
                words[1],
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Integer.parseInt(words[4]),
                Long.parseLong(words[5]));
    }
}
