package io.distributedscheduler.codec;

import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.RunError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The detail of a run record: {@code r} and the result's JSON, {@code e} and an error as JSON, or {@code s} and the
 * reason of a stop as plain text, which stores write too.
 */
public final class DetailCodec {

    private static final int MAX_FRAMES = 40;
    private static final int MAX_CAUSES = 5;

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final DataCodec data;

    public DetailCodec(DataCodec data) {
        this.data = data;
    }

    /** The detail of a run that returned; {@code json} as {@link DataCodec#writeResult} answers it. */
    public String result(String json) {
        return json.isEmpty() ? "" : "r" + json;
    }

    /** The detail of a run that failed: class, message and head of the stack, cut to the limit. */
    public String error(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage() == null ? "" : thrown.getMessage());
        return error(new RunError(thrown.getClass().getName(), message, stack(thrown)));
    }

    /** The detail of a run that failed, cut to the limit. */
    public String error(RunError error) {
        int limit = data.limits().error();
        String message = cut(error.message(), limit / 2);
        String stack = cut(
                error.stack(),
                limit - Math.min(limit, message.length() + error.type().length() + 64));
        ObjectNode node = mapper.createObjectNode();
        node.put("type", cut(error.type(), 512));
        node.put("message", message);
        node.put("stack", stack);
        return "e" + mapper.writeValueAsString(node);
    }

    /** The result a detail holds. */
    public Optional<Encoded> readResult(String detail) {
        return detail.startsWith("r") ? Optional.of(data.encoded(detail.substring(1))) : Optional.empty();
    }

    /** The error a detail holds; one that cannot be read says so instead of throwing. */
    public Optional<RunError> readError(String detail) {
        if (detail.startsWith("s")) {
            return Optional.of(new RunError("stopped", detail.substring(1), ""));
        }
        if (!detail.startsWith("e")) {
            return Optional.empty();
        }
        try {
            JsonNode node = mapper.readTree(detail.substring(1));
            return Optional.of(new RunError(
                    node.path("type").asString(""),
                    node.path("message").asString(""),
                    node.path("stack").asString("")));
        } catch (RuntimeException e) {
            return Optional.of(new RunError("unreadable", "The error record cannot be read", ""));
        }
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Throwable current = thrown;
        for (int causes = 0; current != null && causes <= MAX_CAUSES; causes++) {
            out.println((causes == 0 ? "" : "Caused by: ") + current);
            StackTraceElement[] frames = current.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
                out.println("\tat " + frames[i]);
            }
            if (frames.length > MAX_FRAMES) {
                out.println("\t... " + (frames.length - MAX_FRAMES) + " more");
            }
            current = current.getCause() == current ? null : current.getCause();
        }
        return text.toString();
    }

    private static String cut(String text, int bytes) {
        if (text.length() * 3L <= bytes || text.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return text;
        }
        int end = Math.min(text.length(), Math.max(0, bytes - 3));
        while (end > 0 && text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > bytes - 3) {
            end -= Math.max(1, end / 16);
        }
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "...";
    }
}
