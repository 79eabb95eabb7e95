package io.distributedscheduler.codec;

import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.job.UnwritableDataException;
import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payloads, results and fire data as JSON, within their limits.
 *
 * <p>They are written and read as the application's mapper is configured, except that
 *
 * <ul>
 *   <li>fields that are not known are ignored when reading, since nodes of several versions share their data;
 *   <li>no class name is stored or followed, whoever wrote it: default typing is off, and types that are marked
 *       {@code @JsonTypeInfo(use = CLASS)} or {@code MINIMAL_CLASS} are refused. Subtypes by {@code NAME} or
 *       {@code DEDUCTION} work.
 * </ul>
 *
 * <p>What is written as JSON null is none. {@link Encoded} is written as it is, and can be asked for when reading.
 */
public final class DataCodec {

    private static final int LONGEST_PATH = 200;

    private final JsonMapper mapper;
    private final DataLimits limits;

    /**
     * With the application's mapper, of which a copy is used, and limits.
     *
     * @param mapper how data are written and read; modules, naming strategies, mix-ins and so on are kept
     */
    public DataCodec(JsonMapper mapper, DataLimits limits) {
        this.mapper = NoClassNames.apply(mapper.rebuild())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        this.limits = limits;
    }

    /** With a plain mapper and the default limits. */
    public static DataCodec defaults() {
        return new DataCodec(JsonMapper.builder().build(), DataLimits.DEFAULTS);
    }

    /** The largest data that it writes. */
    public DataLimits limits() {
        return limits;
    }

    /**
     * A payload or fire datum as JSON; empty for none.
     *
     * @param whose what it belongs to, such as "job sync", for the message
     * @throws UnwritableDataException when it cannot be written or is over the limit, in bytes of UTF-8
     */
    public String writePayload(String whose, @Nullable Object payload) {
        return write("payload of " + whose, payload, limits.payload());
    }

    /**
     * A result as JSON; empty for none.
     *
     * @param whose what it belongs to, such as "job sync", for the message
     * @throws UnwritableDataException when it cannot be written or is over the limit, in bytes of UTF-8
     */
    public String writeResult(String whose, @Nullable Object result) {
        return write("result of " + whose, result, limits.result());
    }

    /** JSON as something that can be read; whether it is JSON shows when it is. */
    public Encoded encoded(String json) {
        return new Json(json, this);
    }

    /**
     * JSON as {@code type}, or as it is if that is {@link Encoded}.
     *
     * @throws UnreadableDataException when it does not fit, or is null
     */
    public Object read(String json, Type type) {
        if (type == Encoded.class) {
            return encoded(json);
        }
        Object value;
        try {
            value = mapper.readValue(json, mapper.constructType(type));
        } catch (JacksonException e) {
            throw unreadable(type, e.getOriginalMessage() + where(e), e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // An Error of one payload's class must not end the thread that serves all others.
            throw unreadable(type, e.toString(), e);
        }
        if (value == null) {
            throw new UnreadableDataException("The data are null, not a " + type.getTypeName(), null);
        }
        return value;
    }

    private String write(String what, @Nullable Object value, int limit) {
        if (value == null) {
            return "";
        }
        LimitedText text = new LimitedText(limit);
        try {
            if (value instanceof Encoded encoded) {
                text.write(encoded.json());
            } else {
                mapper.writeValue(text, value);
            }
            text.close();
        } catch (JacksonException e) {
            throw text.isOver()
                    ? tooLarge(what, text, limit)
                    : unwritable(what, value, e.getOriginalMessage() + where(e), e);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw text.isOver() ? tooLarge(what, text, limit) : unwritable(what, value, e.toString(), e);
        }
        if (text.isOver()) {
            throw tooLarge(what, text, limit);
        }
        String json = text.toString();
        return json.isBlank() || json.strip().equals("null") ? "" : json;
    }

    private static UnwritableDataException tooLarge(String what, LimitedText text, int limit) {
        return new UnwritableDataException(
                "The " + what + " has " + text.size() + " of JSON; at most " + limit
                        + " are allowed. Store large data elsewhere and pass a reference, or raise the limit",
                null);
    }

    private static UnwritableDataException unwritable(String what, Object value, String reason, Throwable cause) {
        return new UnwritableDataException(
                "The " + what + ", a " + value.getClass().getName() + ", cannot be written as JSON: " + reason, cause);
    }

    private static UnreadableDataException unreadable(Type type, String reason, Throwable cause) {
        return new UnreadableDataException("The data cannot be read as " + type.getTypeName() + ": " + reason, cause);
    }

    /** In which field it went wrong, such as {@code " (at lines[2].price)"}. */
    private static String where(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
            if (path.length() > LONGEST_PATH) {
                path.append("...");
                break;
            }
        }
        return path.isEmpty() ? "" : " (at " + path + ")";
    }

    private record Json(String json, DataCodec codec) implements Encoded {

        @Override
        @SuppressWarnings("unchecked")
        public <T> T as(Class<T> type) {
            return (T) codec.read(json, type);
        }

        @Override
        public Object as(Type type) {
            return codec.read(json, type);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Encoded encoded && encoded.json().equals(json);
        }

        @Override
        public int hashCode() {
            return json.hashCode();
        }

        @Override
        public String toString() {
            return json;
        }
    }
}
