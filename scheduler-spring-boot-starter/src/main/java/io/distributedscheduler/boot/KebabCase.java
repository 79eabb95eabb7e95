package io.distributedscheduler.boot;

import java.util.Locale;

/** Names of properties as they are written in configuration. */
final class KebabCase {

    private KebabCase() {}

    /** {@code fixedDelay} as {@code fixed-delay}. */
    static String of(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
