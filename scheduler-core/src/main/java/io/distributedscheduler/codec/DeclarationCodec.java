package io.distributedscheduler.codec;

import io.distributedscheduler.job.UnreadableDataException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Records of declared jobs as JSON. Equal records have equal texts. */
public final class DeclarationCodec {

    private final JsonMapper mapper = JsonMapper.builder().build();

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

    /** @throws UnreadableDataException when it is not such a record */
    public DeclarationRecord read(String json) {
        try {
            JsonNode node = mapper.readTree(json);
            List<DeclarationRecord.Version> versions = new ArrayList<>();
            for (JsonNode entry : node.path("versions")) {
                versions.add(new DeclarationRecord.Version(
                        entry.path("hash").asString(),
                        entry.has("gone")
                                ? Optional.of(
                                        Instant.ofEpochMilli(entry.get("gone").asLong()))
                                : Optional.empty()));
            }
            return new DeclarationRecord(
                    node.path("application").asString(),
                    versions,
                    Optional.ofNullable(node.path("applied").asString(null)));
        } catch (RuntimeException e) {
            throw new UnreadableDataException("The record of a declared job cannot be read: " + e.getMessage(), e);
        }
    }
}
