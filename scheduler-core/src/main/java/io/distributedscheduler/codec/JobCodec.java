package io.distributedscheduler.codec;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.job.UnwritableDataException;
import io.distributedscheduler.policy.Misfire;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A definition as text: one line of JSON without the facts the store keeps itself, then, on a new line, the payload's
 * JSON exactly as it was written. Instants and durations are in milliseconds.
 */
public final class JobCodec {

    /** The version of the definition that this code writes and the newest it reads. */
    private static final int SCHEMA = 1;

    /** Far more than a trigger and a retry policy need, and little enough for a step of the store. */
    private static final int LARGEST_HEAD = 64 * 1024;

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final DataCodec data;
    private final TriggerCodec triggers;

    /** With how payloads are written, and the users' own trigger types. */
    public JobCodec(DataCodec data, TriggerTypes types) {
        this.data = data;
        this.triggers = new TriggerCodec(types);
    }

    /**
     * Writes a new definition.
     *
     * @param declaration hash of the declaration it implements; empty if it was not declared
     * @throws UnwritableDataException as {@link #write(Job, Optional, Optional, long)} does
     * @throws IllegalArgumentException as {@link #write(Job, Optional, Optional, long)} does
     */
    public String write(Job job, Optional<String> declaration) {
        return write(job, declaration, Optional.empty(), 0);
    }

    /**
     * Writes a definition.
     *
     * @param declaration hash of the declaration it implements; empty if it was not declared
     * @param since up to when a change has accounted for the occurrences; empty if none has
     * @param before how many runs the job had for definitions that this one has replaced, and that do not count for it
     * @throws UnwritableDataException when the payload, or a trigger of the user's own type, cannot be written; when the
     *     payload is over the limit, or all the rest over 64 KiB
     * @throws IllegalArgumentException when the trigger is of a type that is not registered
     */
    public String write(Job job, Optional<String> declaration, Optional<Instant> since, long before) {
        ObjectNode node = mapper.createObjectNode();
        node.put("v", SCHEMA);
        node.set("trigger", triggers.write(job.trigger(), mapper.createObjectNode()));
        job.retry().ifPresent(retry -> node.set("retry", RetryCodec.write(retry, mapper.createObjectNode())));
        job.timeout().ifPresent(timeout -> node.put("timeout", timeout.toMillis()));
        if (!job.misfire().equals(Misfire.runOnce())) {
            node.set("misfire", MisfireCodec.write(job.misfire(), mapper.createObjectNode()));
        }
        if (!job.overlap().equals(job.defaultOverlap().overlap())) {
            node.put("overlap", OverlapCodec.write(job.overlap()));
        }
        if (job.stopAfterFailures() > 0) {
            node.put("stopAfterFailures", job.stopAfterFailures());
        }
        if (job.isExclusive()) {
            node.put("exclusive", true);
        }
        declaration.ifPresent(hash -> node.put("declaration", hash));
        since.ifPresent(instant -> node.put("since", instant.toEpochMilli()));
        if (before > 0) {
            node.put("before", before);
        }
        LimitedText head = new LimitedText(LARGEST_HEAD);
        mapper.writeValue(head, node);
        if (head.isOver()) {
            throw new UnwritableDataException(
                    "The definition of job " + job.id() + " has " + head.size() + " without its payload; at most "
                            + LARGEST_HEAD + " are allowed",
                    null);
        }
        return head + "\n" + data.writePayload("job " + job.id(), job.payload().orElse(null));
    }

    /**
     * Reads a definition. Fields that this version does not know are ignored; what a newer version writes that may not
     * be ignored has a newer schema.
     *
     * @param executor eid of the job
     * @param body what {@link #write} answered
     * @return the job, with its payload as {@link io.distributedscheduler.job.Encoded}
     * @throws UnreadableDataException when it is damaged, of a newer schema, or has a trigger type that is not known;
     *     the message says which
     */
    public Job read(JobId id, long revision, String executor, String body) {
        int newline = body.indexOf('\n');
        String payload = newline < 0 ? "" : body.substring(newline + 1);
        try {
            Fields head = new Fields("definition", head(body));
            checkSchema(head.whole("v"));
            Job job = Job.of(executor, id).revision(revision).trigger(triggers.read(head.object("trigger")));
            if (head.has("retry")) {
                job = job.retry(RetryCodec.read(head.object("retry")));
            }
            if (head.has("timeout")) {
                job = job.timeout(Duration.ofMillis(head.whole("timeout")));
            }
            if (head.has("misfire")) {
                job = job.misfire(MisfireCodec.read(head.object("misfire")));
            }
            if (head.has("overlap")) {
                job = job.overlap(OverlapCodec.read(head.text("overlap")));
            }
            if (head.has("stopAfterFailures")) {
                job = job.stopAfterFailures(head.count("stopAfterFailures"));
            }
            if (head.flag("exclusive")) {
                job = job.exclusive();
            }
            return payload.isEmpty() ? job : job.payload(data.encoded(payload));
        } catch (JacksonException e) {
            throw unreadable(id, "it is not JSON: " + e.getOriginalMessage(), e);
        } catch (RuntimeException e) {
            throw unreadable(id, e.getMessage(), e);
        }
    }

    /** Hash of the declaration a definition implements; empty if it was not declared or cannot be read. */
    public Optional<String> declaration(String body) {
        try {
            return head(body).path("declaration").stringValueOpt();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Since when a definition holds; empty if it is the first of its job or cannot be read. */
    public Optional<Instant> since(String body) {
        try {
            Fields head = new Fields("definition", head(body));
            return head.has("since") ? Optional.of(Instant.ofEpochMilli(head.whole("since"))) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** How many runs of the job do not count for a definition; 0 if it cannot be read. */
    public long before(String body) {
        try {
            Fields head = new Fields("definition", head(body));
            return head.has("before") ? head.whole("before") : 0;
        } catch (RuntimeException e) {
            return 0;
        }
    }

    private static void checkSchema(long schema) {
        if (schema < 1) {
            throw new IllegalArgumentException("its schema is " + schema + ", and the first is 1");
        }
        if (schema > SCHEMA) {
            throw new IllegalArgumentException(
                    "its schema is " + schema + ", and this version of the scheduler reads up to " + SCHEMA);
        }
    }

    private static UnreadableDataException unreadable(JobId id, @Nullable String reason, Throwable cause) {
        return new UnreadableDataException("The definition of job " + id + " cannot be read: " + reason, cause);
    }

    private JsonNode head(String body) throws JacksonException {
        int newline = body.indexOf('\n');
        return mapper.readTree(newline < 0 ? body : body.substring(0, newline));
    }
}
