package io.distributedscheduler.boot;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Names for a node and an application that were not given one. */
final class DefaultNames {

    private static final int LONGEST_HOST = 200;

    private final Environment environment;

    DefaultNames(Environment environment) {
        this.environment = environment;
    }

    /** Host name and process id. */
    String node() {
        String host = Stream.of("HOSTNAME", "COMPUTERNAME")
                .map(environment::getProperty)
                .filter(StringUtils::hasText)
                .findFirst()
                .orElseGet(DefaultNames::hostOfTheNetwork);
        String allowed = allowed(host);
        return allowed.substring(0, Math.min(allowed.length(), LONGEST_HOST)) + "-"
                + ProcessHandle.current().pid();
    }

    /** {@code spring.application.name}, or a word if there is none. */
    String application() {
        String name = environment.getProperty("spring.application.name");
        return StringUtils.hasText(name) ? allowed(name) : "application";
    }

    private static String hostOfTheNetwork() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "node";
        }
    }

    private static String allowed(String name) {
        return name.replaceAll("[^A-Za-z0-9._-]", "-");
    }
}
