package io.distributedscheduler.retry;

/** Numbers from 0 (inclusive) to 1 (exclusive) that look random and are the same wherever they are computed. */
final class Fractions {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Fractions() {}

    /** The fraction for a seed and a position, by the output function of SplitMix64. */
    static double of(long seed, long position) {
        long z = seed + position * GOLDEN_GAMMA;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 11) * 0x1.0p-53;
    }
}
