package io.distributedscheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.codec.DeclarationRecord.Version;
import io.distributedscheduler.job.UnreadableDataException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclarationCodecTest {

    private static final String TEXT =
            "{\"application\":\"shop\",\"versions\":[{\"hash\":\"a1\",\"gone\":1772366400001},"
                    + "{\"hash\":\"b2\"}],\"applied\":\"b2\"}";
    private static final DeclarationRecord RECORD = new DeclarationRecord(
            "shop",
            List.of(
                    new Version("a1", Optional.of(Instant.ofEpochMilli(1_772_366_400_001L))),
                    new Version("b2", Optional.empty())),
            Optional.of("b2"));

    private final DeclarationCodec codec = new DeclarationCodec();

    @Test
    void isWrittenAndReadAsItIsKnown() {
        assertThat(codec.write(RECORD)).isEqualTo(TEXT);
        assertThat(codec.read(TEXT)).isEqualTo(RECORD);
    }

    @Test
    void mayHaveNoVersionsAndNoneApplied() {
        DeclarationRecord empty = new DeclarationRecord("größe \"1\"\n", List.of(), Optional.empty());

        assertThat(codec.read(codec.write(empty))).isEqualTo(empty);
    }

    @Test
    void isReadIfItOnlyKnowsMore() {
        assertThat(codec.read("{\"new\":[1],\"application\":\"shop\",\"applied\":null,"
                        + "\"versions\":[{\"hash\":\"a1\",\"gone\":null,\"by\":\"node-a\"}]}"))
                .isEqualTo(
                        new DeclarationRecord("shop", List.of(new Version("a1", Optional.empty())), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | it has no record",
                "[] | its record is not an object: []",
                "null | its record is not an object: null",
                "{} | its record has no \"versions\"",
                "{\"versions\":{}} | \"versions\" of its record is not a list: {}",
                "{\"versions\":[]} | its record has no \"application\"",
                "{\"versions\":[5]} | its element of \"versions\" is not an object: 5",
                "{\"versions\":[{}]} | its element of \"versions\" has no \"hash\"",
                "{\"versions\":[{\"hash\":\"a\",\"gone\":\"noon\"}]} | \"gone\" of its element of \"versions\" is not a whole number: \"noon\"",
                "{\"versions\":[],\"application\":\"a\",\"applied\":5} | \"applied\" of its record is not a text: 5"
            })
    void saysWhatIsWrong(String text, String reason) {
        assertThatExceptionOfType(UnreadableDataException.class)
                .isThrownBy(() -> codec.read(text))
                .withMessage("The record of a declared job cannot be read: " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "x", "{}{}"})
    void saysWhenItIsNoJson(String text) {
        assertThatExceptionOfType(UnreadableDataException.class)
                .isThrownBy(() -> codec.read(text))
                .withMessageStartingWith("The record of a declared job cannot be read: it is not JSON: ");
    }
}
