package io.distributedscheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {

    @ParameterizedTest
    @CsvSource({"node-a, 1", "app-7d9f.host_1, 01HXZ", "-, -", "., _"})
    void isReadAsWhatItWas(String name, String epoch) {
        NodeId node = new NodeId(name, epoch);

        assertThat(node).hasToString(name + "#" + epoch);
        assertThat(NodeId.parse(node.toString())).isEqualTo(node);
    }

    @Test
    void standsForNobodyAsTwoDashes() {
        assertThat(NodeId.NONE).hasToString("-#-");
        assertThat(NodeId.parse("-#-")).isEqualTo(NodeId.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "a", "a#", "#1", "a#b#c", "##", "a b#1", "a#1\n", "{a}#1", "a:1#2", "größe#1"})
    void isRefusedWhenItIsNoNode(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> NodeId.parse(text));
    }

    @Test
    void saysWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeId("my host", "1"))
                .withMessageStartingWith("The node name 'my host' is not allowed: 1 to 256 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeId("host", ""))
                .withMessageStartingWith("The node epoch '' is not allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeId.parse("host"))
                .withMessage("A node id reads name#epoch, this one is 'host'");
    }
}
