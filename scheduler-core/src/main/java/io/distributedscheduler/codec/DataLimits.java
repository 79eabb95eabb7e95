package io.distributedscheduler.codec;

/**
 * The largest data that are stored, each in bytes of JSON in UTF-8, 256 bytes to 16 MiB.
 *
 * @param payload of a job, and of a fire; more is refused when the job is scheduled or the keyword fired
 * @param result of a run; more makes the run FAILED
 * @param error of a run: type, message and stack together; more is cut
 */
public record DataLimits(int payload, int result, int error) {

    /** 64 KiB, 16 KiB and 8 KiB. */
    public static final DataLimits DEFAULTS = new DataLimits(64 * 1024, 16 * 1024, 8 * 1024);

    /** @throws IllegalArgumentException when one is not 256 bytes to 16 MiB */
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
