package io.distributedscheduler.faults.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The process that started this one. It is told by lines on standard output that begin with {@value #MARK}; it asks by lines
 * on standard input, and when that ends it is gone, and so is this process.
 */
public final class Parent {

    /** What a line begins with that is for the parent, and not of the log. */
    public static final String MARK = "@ ";

    /** What the parent asks for the names of all threads. */
    public static final String THREADS = "threads";

    private Parent() {}

    static void tell(Object... words) {
        // One write a line, so that a kill tears no more than the last.
        String line = Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" ", MARK, "\n"));
        System.out.print(line);
        System.out.flush();
    }

    static void listen() {
        Thread ear = new Thread(Parent::answerUntilGone, "parent");
        ear.setDaemon(true);
        ear.start();
    }

    private static void answerUntilGone() {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                if (question.equals(THREADS)) {
                    tell(THREADS, threads());
                }
            }
        } catch (IOException e) {
            // As gone as at the end of the stream.
        }
        Runtime.getRuntime().halt(1);
    }

    private static String threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .sorted()
                .collect(Collectors.joining(";"));
    }
}
