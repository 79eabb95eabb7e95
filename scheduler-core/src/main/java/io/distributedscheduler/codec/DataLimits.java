package io.distributedscheduler.codec;

/**
 * The largest data that are stored, in bytes of UTF-8.
 *
 * @param payload of a job, and of a fire; more is refused when the job is scheduled
 * @param result of a run; more makes the run FAILED
 * @param error text of a run; more is cut
 */
public record DataLimits(int payload, int result, int error) {

    public static final DataLimits DEFAULTS = new DataLimits(64 * 1024, 16 * 1024, 8 * 1024);

    public DataLimits {
        check("payload", payload);
        check("result", result);
        check("error", error);
    }

    private static void check(String name, int bytes) {
        if (bytes < 256 || bytes > 16 * 1024 * 1024) {
            throw new IllegalArgumentException(
                    "The limit of " + name + " must be 256 bytes to 16 MiB, was " + bytes + " bytes");
        }
    }
}
