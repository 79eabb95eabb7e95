package io.distributedscheduler.faults;

/** How long the tests take: short, or with {@code -Dfaults=long} all that a night has time for. */
final class Form {

    static final boolean LONG = "long".equals(System.getProperty("faults"));

    private Form() {}

    /** How often each fault is made: as {@code -Dfaults.repeat} says, or else once, in the long form three times. */
    static int repeats() {
        return Integer.getInteger("faults.repeat", LONG ? 3 : 1);
    }

    /** How often something is done while a test lasts: so often, in the long form five times as often. */
    static int times(int number) {
        return LONG ? 5 * number : number;
    }
}
