package io.distributedscheduler.codec;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.UnreadableDataException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A definition as text: one line of JSON without the facts the store keeps itself, then, on a new line, the payload's
 * JSON exactly as it was written.
 */
public final class JobCodec {

    /** The version of the definition that this code writes and the newest it reads. */
    private static final int SCHEMA = 1;

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final DataCodec data;
    private final TriggerCodec triggers;

    public JobCodec(DataCodec data, TriggerTypes types) {
        this.data = data;
        this.triggers = new TriggerCodec(types);
    }

    /**
     * Writes a new definition.
     *
     * @param declaration hash of the declaration it implements; empty if it was not declared
     * @throws io.distributedscheduler.job.UnwritableDataException when the payload cannot be written
     */
    public String write(Job job, Optional<String> declaration) {
        return write(job, declaration, Optional.empty());
    }

    /**
     * Writes a definition.
     *
     * @param declaration hash of the declaration it implements; empty if it was not declared
     * @param since when it replaced another one, up to when the occurrences have been accounted for; empty if it did not
     * @throws io.distributedscheduler.job.UnwritableDataException when the payload cannot be written
     */
    public String write(Job job, Optional<String> declaration, Optional<Instant> since) {
        ObjectNode node = mapper.createObjectNode();
        node.put("v", SCHEMA);
        node.set("trigger", triggers.write(job.trigger(), mapper.createObjectNode()));
        job.retry().ifPresent(retry -> node.set("retry", RetryCodec.write(retry, mapper.createObjectNode())));
        job.timeout().ifPresent(timeout -> node.put("timeout", timeout.toMillis()));
        if (job.isExclusive()) {
            node.put("exclusive", true);
        }
        declaration.ifPresent(hash -> node.put("declaration", hash));
        since.ifPresent(instant -> node.put("since", instant.toEpochMilli()));
        return mapper.writeValueAsString(node) + "\n"
                + data.writePayload("job " + job.id(), job.payload().orElse(null));
    }

    /**
     * Reads a definition.
     *
     * @throws UnreadableDataException when it is damaged, of a newer schema, or has a trigger type that is not known
     */
    public Job read(JobId id, long revision, String executor, String body) {
        int newline = body.indexOf('\n');
        String payload = newline < 0 ? "" : body.substring(newline + 1);
        try {
            JsonNode node = head(body);
            if (node.path("v").asInt(0) > SCHEMA) {
                throw new UnreadableDataException(
                        "The definition of job " + id + " has schema " + node.path("v") + ", newer than " + SCHEMA,
                        null);
            }
            Job job = Job.of(executor).id(id).revision(revision).trigger(triggers.read(node.path("trigger")));
            if (node.has("retry")) {
                job = job.retry(RetryCodec.read(node.get("retry")));
            }
            if (node.has("timeout")) {
                job = job.timeout(Duration.ofMillis(node.get("timeout").asLong()));
            }
            if (node.path("exclusive").asBoolean(false)) {
                job = job.exclusive();
            }
            return payload.isEmpty() ? job : job.payload(data.encoded(payload));
        } catch (UnreadableDataException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnreadableDataException("The definition of job " + id + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Hash of the declaration a definition implements; empty if it was not declared or cannot be read. */
    public Optional<String> declaration(String body) {
        try {
            return Optional.ofNullable(head(body).path("declaration").asString(null));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Since when a definition holds; empty if it is the first of its job or cannot be read. */
    public Optional<Instant> since(String body) {
        try {
            JsonNode node = head(body);
            return node.has("since")
                    ? Optional.of(Instant.ofEpochMilli(node.get("since").asLong()))
                    : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private JsonNode head(String body) throws JacksonException {
        int newline = body.indexOf('\n');
        return mapper.readTree(newline < 0 ? body : body.substring(0, newline));
    }
}
