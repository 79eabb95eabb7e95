package io.distributedscheduler.codec;

import io.distributedscheduler.job.UnreadableDataException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Records of declared jobs as JSON. Equal records have equal texts. */
public final class DeclarationCodec {

    private final JsonMapper mapper = JsonMapper.builder().build();

    /** The record as text. */
    public String write(DeclarationRecord record) {
        ObjectNode node = mapper.createObjectNode();
        node.put("application", record.application());
        ArrayNode versions = node.putArray("versions");
        for (DeclarationRecord.Version version : record.versions()) {
            ObjectNode entry = versions.addObject().put("hash", version.hash());
            version.gone().ifPresent(gone -> entry.put("gone", gone.toEpochMilli()));
        }
        record.applied().ifPresent(hash -> node.put("applied", hash));
        return mapper.writeValueAsString(node);
    }

    /**
     * Reads a record. Fields that are not known are ignored.
     *
     * @throws UnreadableDataException when it is not such a record
     */
    public DeclarationRecord read(String json) {
        try {
            Fields record = new Fields("record", mapper.readTree(json));
            List<DeclarationRecord.Version> versions = new ArrayList<>();
            for (Fields version : record.objects("versions")) {
                versions.add(new DeclarationRecord.Version(
                        version.text("hash"),
                        version.has("gone")
                                ? Optional.of(Instant.ofEpochMilli(version.whole("gone")))
                                : Optional.empty()));
            }
            return new DeclarationRecord(
                    record.text("application"),
                    versions,
                    record.has("applied") ? Optional.of(record.text("applied")) : Optional.empty());
        } catch (JacksonException e) {
            throw unreadable("it is not JSON: " + e.getOriginalMessage(), e);
        } catch (RuntimeException e) {
            throw unreadable(e.getMessage(), e);
        }
    }

    private static UnreadableDataException unreadable(@Nullable String reason, Throwable cause) {
        return new UnreadableDataException("The record of a declared job cannot be read: " + reason, cause);
    }
}
