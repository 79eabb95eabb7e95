package io.distributedscheduler.codec;

import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.RunError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The detail of a run record: {@code r} and the result's JSON, {@code e} and an error as JSON, or {@code s} and the
 * reason of a stop as plain text, which stores write too. Empty where there is nothing to say.
 *
 * <p>Nothing in here throws because of what user code threw: a failure that cannot be recorded would be no failure.
 */
public final class DetailCodec {

    private static final int MAX_FRAMES = 40;
    private static final int MAX_CAUSES = 10;
    private static final int MAX_MESSAGE_IN_STACK = 200;
    private static final int MAX_TYPE_BYTES = 512;
    private static final String DOTS = "...";
    private static final int REPLACEMENT = 0xFFFD;
    private static final int EMPTY_BYTES = "e{\"type\":\"\",\"message\":\"\",\"stack\":\"\"}".length();

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final DataCodec data;

    /** With how results are read, and the limit of errors. */
    public DetailCodec(DataCodec data) {
        this.data = data;
    }

    /** The detail of a run that returned; {@code json} as {@link DataCodec#writeResult} answers it. */
    public String result(String json) {
        return json.isEmpty() ? "" : "r" + json;
    }

    /**
     * The detail of a run that failed: class and message of the exception, and the head of its stack trace with those of
     * its causes, cut as {@link #error(RunError)} does.
     */
    public String error(Throwable thrown) {
        return error(new RunError(thrown.getClass().getName(), message(thrown), stack(thrown)));
    }

    /**
     * The detail of a run that failed, cut to the limit in bytes of UTF-8: the message to a quarter of it if need be, and
     * the stack to what is left.
     */
    public String error(RunError error) {
        int rest = data.limits().error() - EMPTY_BYTES;
        String type = fit(error.type(), Math.min(MAX_TYPE_BYTES, rest / 4));
        rest -= bytes(type, rest);
        String message = fit(error.message(), rest - bytes(error.stack(), rest / 4 * 3));
        rest -= bytes(message, rest);
        ObjectNode node = mapper.createObjectNode()
                .put("type", type)
                .put("message", message)
                .put("stack", fit(error.stack(), rest));
        return "e" + mapper.writeValueAsString(node);
    }

    /** The result a detail holds, if it holds one. */
    public Optional<Encoded> readResult(String detail) {
        return detail.startsWith("r") ? Optional.of(data.encoded(detail.substring(1))) : Optional.empty();
    }

    /** The error a detail holds, if it holds one; one that cannot be read says so instead of throwing. */
    public Optional<RunError> readError(String detail) {
        if (detail.startsWith("s")) {
            return Optional.of(new RunError("stopped", detail.substring(1), ""));
        }
        if (!detail.startsWith("e")) {
            return Optional.empty();
        }
        try {
            JsonNode node = mapper.readTree(detail.substring(1));
            if (node.isObject()) {
                return Optional.of(new RunError(
                        node.path("type").asString(""),
                        node.path("message").asString(""),
                        node.path("stack").asString("")));
            }
        } catch (RuntimeException e) {
            // Falls through to the same answer.
        }
        return Optional.of(new RunError("unreadable", "The error record cannot be read", ""));
    }

    private static String message(Throwable thrown) {
        String message = ask(thrown, Throwable::getMessage, "(its message cannot be read)");
        return message == null ? "" : message;
    }

    private static StackTraceElement[] frames(Throwable thrown) {
        StackTraceElement[] frames = ask(thrown, Throwable::getStackTrace, null);
        return frames == null ? new StackTraceElement[0] : frames;
    }

    /** As it is printed, except for what would take the place of more telling lines: long messages, many frames. */
    private static String stack(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        List<Throwable> chain = chain(thrown);
        StackTraceElement[] enclosing = {};
        for (Throwable current : chain) {
            String message = message(current);
            text.append(text.isEmpty() ? "" : "Caused by: ")
                    .append(current.getClass().getName());
            text.append(message.isEmpty() ? "" : ": " + shortened(message)).append('\n');
            StackTraceElement[] frames = frames(current);
            int own = frames.length - inCommon(frames, enclosing);
            append(text, frames, Math.min(own, MAX_FRAMES / chain.size()));
            enclosing = frames;
        }
        return text.toString();
    }

    /** The exception and its causes, until they go in circles or there are too many. */
    private static List<Throwable> chain(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        Throwable current = thrown;
        while (current != null && chain.size() < MAX_CAUSES && seen.add(current)) {
            chain.add(current);
            current = ask(current, Throwable::getCause, null);
        }
        return chain;
    }

    private static void append(StringBuilder text, StackTraceElement[] frames, int shown) {
        for (int i = 0; i < shown; i++) {
            text.append("\tat ").append(frames[i]).append('\n');
        }
        if (shown < frames.length) {
            text.append("\t... ").append(frames.length - shown).append(" more\n");
        }
    }

    private static int inCommon(StackTraceElement[] frames, StackTraceElement[] enclosing) {
        int common = 0;
        while (common < Math.min(frames.length, enclosing.length)
                && Objects.equals(frames[frames.length - 1 - common], enclosing[enclosing.length - 1 - common])) {
            common++;
        }
        return common;
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE_IN_STACK ? message : message.substring(0, MAX_MESSAGE_IN_STACK) + DOTS;
    }

    /** What an exception answers: its methods may be user code, which may throw, too. */
    private static <T> @Nullable T ask(
            Throwable thrown, Function<Throwable, @Nullable T> question, @Nullable T otherwise) {
        try {
            return question.apply(thrown);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return otherwise;
        }
    }

    /** As much of the text as takes so many bytes in JSON; half characters are replaced, since UTF-8 has none. */
    private static String fit(String text, int bytes) {
        StringBuilder kept = new StringBuilder();
        int used = 0;
        int beforeDots = 0;
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            used += bytes(c);
            if (used > bytes) {
                kept.setLength(beforeDots);
                return bytes < DOTS.length() ? "" : kept.append(DOTS).toString();
            }
            kept.appendCodePoint(isHalf(c) ? REPLACEMENT : c);
            if (used <= bytes - DOTS.length()) {
                beforeDots = kept.length();
            }
        }
        return kept.toString();
    }

    /** How many bytes the text takes in JSON, or {@code most} if that is less. */
    private static int bytes(String text, int most) {
        int used = 0;
        int c;
        for (int i = 0; i < text.length() && used < most; i += Character.charCount(c)) {
            c = text.codePointAt(i);
            used += bytes(c);
        }
        return Math.min(used, most);
    }

    private static int bytes(int c) {
        if (c < 0x20) {
            return c == '\b' || c == '\t' || c == '\n' || c == '\f' || c == '\r' ? 2 : 6;
        }
        if (c < 0x80) {
            return c == '"' || c == '\\' ? 2 : 1;
        }
        return c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }

    private static boolean isHalf(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
