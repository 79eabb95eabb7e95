package io.distributedscheduler.codec;

import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.job.UnwritableDataException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Payloads, results and fire data as JSON, within their limits. Unknown fields are ignored when reading. */
public final class DataCodec {

    private final JsonMapper mapper;
    private final DataLimits limits;

    public DataCodec(JsonMapper mapper, DataLimits limits) {
        this.mapper = mapper.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        this.limits = limits;
    }

    /** With a plain mapper and the default limits. */
    public static DataCodec defaults() {
        return new DataCodec(JsonMapper.builder().build(), DataLimits.DEFAULTS);
    }

    public DataLimits limits() {
        return limits;
    }

    /**
     * A payload or fire datum as JSON; empty for null.
     *
     * @param whose what it belongs to, for the message
     * @throws UnwritableDataException when it cannot be written or is over the limit
     */
    public String writePayload(String whose, @Nullable Object payload) {
        return write("payload of " + whose, payload, limits.payload());
    }

    /**
     * A result as JSON; empty for null.
     *
     * @throws UnwritableDataException when it cannot be written or is over the limit
     */
    public String writeResult(String whose, @Nullable Object result) {
        return write("result of " + whose, result, limits.result());
    }

    /** JSON as something that can be read. */
    public Encoded encoded(String json) {
        return new Json(json, this);
    }

    /**
     * JSON as {@code type}.
     *
     * @throws UnreadableDataException when it does not fit
     */
    public Object read(String json, Type type) {
        Object value;
        try {
            value = mapper.readValue(json, mapper.constructType(type));
        } catch (JacksonException e) {
            throw new UnreadableDataException(
                    "The data cannot be read as " + type.getTypeName() + ": " + e.getOriginalMessage(), e);
        } catch (RuntimeException e) {
            throw new UnreadableDataException("The data cannot be read as " + type.getTypeName() + ": " + e, e);
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
        String json = value instanceof Encoded encoded ? encoded.json() : toJson(what, value);
        int bytes = json.length() > limit ? json.length() : json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > limit) {
            throw new UnwritableDataException(
                    "The " + what + " has " + bytes + " bytes of JSON; at most " + limit
                            + " are allowed. Store large data elsewhere and pass a reference, or raise the limit",
                    null);
        }
        return json;
    }

    private String toJson(String what, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new UnwritableDataException(
                    "The " + what + ", a " + value.getClass().getName() + ", cannot be written as JSON: "
                            + e.getOriginalMessage(),
                    e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new UnwritableDataException(
                    "The " + what + ", a " + value.getClass().getName() + ", cannot be written as JSON: " + e, e);
        }
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
