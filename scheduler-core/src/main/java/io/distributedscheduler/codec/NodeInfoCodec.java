package io.distributedscheduler.codec;

import io.distributedscheduler.job.JobId;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The info of a node as JSON; fields that are not known are ignored. */
public final class NodeInfoCodec {

    private final JsonMapper mapper = JsonMapper.builder().build();

    /** The info as text; equal infos have equal texts. */
    public String write(NodeInfo info) {
        ObjectNode node = mapper.createObjectNode();
        node.put("application", info.application());
        node.put("concurrency", info.concurrency());
        node.put("started", info.started().toEpochMilli());
        node.put("version", info.version());
        ArrayNode queues = node.putArray("queues");
        info.queues().stream().sorted().forEach(queues::add);
        ObjectNode declared = node.putObject("declared");
        new TreeMap<>(info.declared()).forEach((job, hash) -> declared.put(job.value(), hash));
        return mapper.writeValueAsString(node);
    }

    /** Reads an info; {@link NodeInfo#UNKNOWN} when it cannot be read, since a node must not stumble over another. */
    public NodeInfo read(String json) {
        try {
            JsonNode node = mapper.readTree(json);
            Set<String> queues = new LinkedHashSet<>();
            node.path("queues").forEach(queue -> queues.add(queue.asString()));
            Map<JobId, String> declared = new HashMap<>();
            node.path("declared")
                    .properties()
                    .forEach(entry -> declared.put(
                            new JobId(entry.getKey()), entry.getValue().asString()));
            return new NodeInfo(
                    node.path("application").asString(""),
                    queues,
                    node.path("concurrency").asInt(0),
                    Instant.ofEpochMilli(node.path("started").asLong(0)),
                    node.path("version").asString(""),
                    declared);
        } catch (RuntimeException e) {
            return NodeInfo.UNKNOWN;
        }
    }
}
