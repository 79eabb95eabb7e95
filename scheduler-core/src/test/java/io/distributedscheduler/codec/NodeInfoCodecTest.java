package io.distributedscheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeInfoCodecTest {

    private final NodeInfoCodec codec = new NodeInfoCodec();

    @Test
    void isWrittenAndReadAsItIsKnown() {
        String text = "{\"application\":\"shop\",\"concurrency\":16,\"started\":1772366400001,\"version\":\"1.2.3\","
                + "\"queues\":[\"copy\",\"report~weekly\"],\"declared\":{\"a\":\"1\",\"{acme}größe 😀\":\"2\"}}";
        NodeInfo info = new NodeInfo(
                "shop",
                Set.of("report~weekly", "copy"),
                16,
                Instant.ofEpochMilli(1_772_366_400_001L),
                "1.2.3",
                Map.of(new JobId("{acme}größe 😀"), "2", new JobId("a"), "1"));

        assertThat(codec.write(info)).isEqualTo(text);
        assertThat(codec.read(text)).isEqualTo(info);
    }

    @Test
    void isReadIfItKnowsMoreOrLess() {
        assertThat(codec.read("{\"application\":\"shop\",\"new\":{}}"))
                .isEqualTo(new NodeInfo("shop", Set.of(), 0, Instant.EPOCH, "", Map.of()));
        assertThat(codec.read(codec.write(NodeInfo.UNKNOWN))).isEqualTo(NodeInfo.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "x",
                "[]",
                "null",
                "5",
                "{\"queues\":[{}]}",
                "{\"declared\":{\"\":\"1\"}}",
                "{\"declared\":{\"a\":[]}}"
            })
    void ofAnotherNodeNeverThrows(String text) {
        assertThat(codec.read(text)).isEqualTo(NodeInfo.UNKNOWN);
    }
}
