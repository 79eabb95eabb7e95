package io.distributedscheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.job.UnwritableDataException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;

class DataCodecTest {

    private final DataCodec codec = DataCodec.defaults();

    record Line(String article, int count) {}

    record Order(long id, BigDecimal price, List<Line> lines, Optional<String> note) {}

    record Times(
            Instant instant,
            Duration duration,
            LocalDate date,
            LocalDateTime local,
            OffsetDateTime offset,
            ZoneId zone,
            DayOfWeek day) {}

    @Nested
    class Values {

        static Stream<Object> values() {
            return Stream.of(
                    "text",
                    "",
                    "\"\\/\b\f\n\r\t\u0000\u007f\u2028é€😀",
                    42,
                    Long.MIN_VALUE,
                    1.5e300,
                    true,
                    DayOfWeek.MONDAY,
                    new Line("book", 2),
                    new Order(42, new BigDecimal("1.00"), List.of(new Line("book", 2)), Optional.of("fragile")),
                    new Order(1, new BigDecimal("12345678901234567890.123456789"), List.of(), Optional.empty()),
                    new Times(
                            Instant.parse("2026-03-01T12:00:00.123456789Z"),
                            Duration.ofNanos(1_000_000_001),
                            LocalDate.of(2026, 3, 1),
                            LocalDateTime.of(2026, 3, 1, 2, 30),
                            OffsetDateTime.parse("2026-03-01T12:00:00Z"),
                            ZoneId.of("Europe/Paris"),
                            DayOfWeek.SUNDAY),
                    new BigInteger("9".repeat(300)),
                    Instant.MAX,
                    new int[] {1, 2});
        }

        @ParameterizedTest
        @MethodSource("values")
        void areReadAsWhatTheyWere(Object value) {
            Encoded stored = codec.encoded(codec.writePayload("job sync", value));

            assertThat(stored.as(value.getClass())).usingRecursiveComparison().isEqualTo(value);
            assertThat(stored.as((Type) value.getClass()))
                    .usingRecursiveComparison()
                    .isEqualTo(value);
        }

        @Test
        void areReadAsGenericTypes() {
            Map<String, List<Line>> orders = Map.of("ada", List.of(new Line("book", 2)));
            Type type = new TypeReference<Map<String, List<Line>>>() {}.getType();

            assertThat(codec.read(codec.writePayload("job sync", orders), type)).isEqualTo(orders);
        }

        @Test
        void areReadAsWhateverFits() {
            Encoded stored = codec.encoded("{\"article\":\"book\",\"count\":2}");

            assertThat(stored.as(Line.class)).isEqualTo(new Line("book", 2));
            assertThat((Object) stored.as(Map.class)).isEqualTo(Map.of("article", "book", "count", 2));
            assertThat(stored.as(Object.class)).isEqualTo(Map.of("article", "book", "count", 2));
            assertThat(stored.as(JsonNode.class).path("count").intValue()).isEqualTo(2);
            assertThat(stored.as(Encoded.class)).isEqualTo(stored);
            assertThat(codec.encoded("42").as(int.class)).isEqualTo(42);
        }

        @Test
        void mayHaveFieldsThatTheReaderDoesNotKnow() {
            assertThat(codec.read("{\"article\":\"book\",\"count\":2,\"colour\":{\"r\":1}}", Line.class))
                    .isEqualTo(new Line("book", 2));
        }

        @Test
        void mayLackFieldsThatTheReaderKnows() {
            assertThat(codec.read("{\"count\":2}", Line.class)).isEqualTo(new Line(null, 2));
        }
    }

    @Nested
    class None {

        @ParameterizedTest
        @MethodSource("nothing")
        void isWhatIsWrittenAsNull(Object value) {
            assertThat(codec.writePayload("job sync", value)).isEmpty();
            assertThat(codec.writeResult("job sync", value)).isEmpty();
        }

        static Stream<Object> nothing() {
            JsonMapper mapper = JsonMapper.builder().build();
            return Stream.of(
                    null, Optional.empty(), mapper.nullNode(), json("null"), json(" null\n"), json(""), json(" "));
        }

        @Test
        void isNotWhatHoldsNull() {
            assertThat(codec.writePayload("job sync", Arrays.asList((Object) null)))
                    .isEqualTo("[null]");
            assertThat(codec.writePayload("job sync", "")).isEqualTo("\"\"");
            assertThat(codec.writePayload("job sync", "null")).isEqualTo("\"null\"");
        }
    }

    @Nested
    class Limits {

        private final DataCodec small = new DataCodec(JsonMapper.builder().build(), new DataLimits(300, 256, 256));

        @ParameterizedTest
        @ValueSource(strings = {"x", "é", "€", "😀", "\n", "\""})
        void countBytesOfUtf8(String character) {
            int size = bytes("\"\"", character);
            String fits = character.repeat((298) / size) + "x".repeat(298 % size);

            String json = small.writePayload("job sync", fits);

            assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSize(300);
            assertThat(small.encoded(json).as(String.class)).isEqualTo(fits);
            assertTooLarge(
                    fits + "x",
                    "The payload of job sync has 301 bytes of JSON; at most 300 are allowed. Store large data elsewhere"
                            + " and pass a reference, or raise the limit");
        }

        private static int bytes(String quotes, String character) {
            return DataCodec.defaults().writePayload("", character).getBytes(StandardCharsets.UTF_8).length
                    - quotes.length();
        }

        @Test
        void areThoseOfPayloadsAndOfResults() {
            assertThat(small.writePayload("job sync", "x".repeat(298))).hasSize(300);
            assertThat(small.writeResult("job sync", "x".repeat(254))).hasSize(256);
            assertThatExceptionOfType(UnwritableDataException.class)
                    .isThrownBy(() -> small.writeResult("job sync", "x".repeat(255)))
                    .withMessageStartingWith("The result of job sync has 257 bytes of JSON; at most 256 are allowed");
        }

        @Test
        void holdForWhatIsEncodedAlready() {
            assertThat(small.writePayload("job sync", json("\"" + "€".repeat(99) + "x\"")))
                    .hasSize(102);
            assertTooLarge(json("\"" + "€".repeat(99) + "xx\""), "301 bytes");
        }

        @Test
        void ofTheDefaultAre64And16And8KiB() {
            assertThat(codec.limits()).isEqualTo(new DataLimits(65_536, 16_384, 8_192));
            assertThat(codec.writePayload("job sync", "x".repeat(65_534))).hasSize(65_536);
            assertThatExceptionOfType(UnwritableDataException.class)
                    .isThrownBy(() -> codec.writePayload("job sync", "x".repeat(65_535)));
        }

        @Test
        void breakOffWhatWouldTakeAllMemory() {
            Iterator<String> endless = Stream.generate(() -> "x".repeat(1_000)).iterator();

            assertTooLarge(endless, "has more than 4194604 bytes of JSON; at most 300");
        }

        @Test
        void breakOffAKnotOfObjects() {
            List<Object> knot = new ArrayList<>(List.of("x"));
            for (int i = 0; i < 60; i++) {
                knot = new ArrayList<>(List.of(knot, knot));
            }

            assertTooLarge(knot, "has more than 4194604 bytes of JSON; at most 300");
        }

        private void assertTooLarge(Object payload, String message) {
            assertThatExceptionOfType(UnwritableDataException.class)
                    .isThrownBy(() -> small.writePayload("job sync", payload))
                    .withMessageContaining(message);
        }
    }

    @Nested
    class EncodedData {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"price\": 1.00}",
                    "{ \"a\" : 1,\n  \"b\" : [ ]\r\n}\n",
                    "12345678901234567890.1234567890",
                    "1e400",
                    "{\"a\":1,\"a\":2}",
                    "\"\\u00e9\\/\"",
                    "not JSON at all",
                    "€😀"
                })
        void isWrittenByteForByte(String text) {
            assertThat(codec.writePayload("job sync", json(text))).isEqualTo(text);
            assertThat(codec.writePayload("job sync", codec.encoded(text))).isEqualTo(text);
        }

        @Test
        void isShownAndComparedAsItsText() {
            assertThat(codec.encoded("{}"))
                    .hasToString("{}")
                    .isEqualTo(DataCodec.defaults().encoded("{}"))
                    .hasSameHashCodeAs(DataCodec.defaults().encoded("{}"))
                    .isNotEqualTo(codec.encoded("{ }"))
                    .isNotEqualTo("{}");
        }
    }

    @Nested
    class HalfASurrogatePair {

        @ParameterizedTest
        @ValueSource(ints = {0xD800, 0xDBFF, 0xDC00, 0xDFFF})
        void survivesUtf8(int half) {
            String alone = String.valueOf((char) half);
            for (String text : List.of(alone, "x" + alone + "é", alone + alone, "😀" + alone, alone + "x😀")) {
                String json = codec.writePayload("job sync", text);

                String stored = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
                assertThat(codec.encoded(stored).as(String.class)).isEqualTo(text);
            }
        }

        @Test
        void survivesWhereverTheWriterCutsItsText() {
            for (int length = 0; length < 20_000; length += 1_331) {
                for (int i = 0; i < 8; i++) {
                    String text = "x".repeat(length + i) + "😀".repeat(4_000) + "\ud83d";

                    assertThat(codec.encoded(codec.writePayload("job sync", text))
                                    .as(String.class))
                            .isEqualTo(text);
                }
            }
        }

        @Test
        void countsAsItIsWritten() {
            assertThat(codec.writePayload("job sync", json("\"\ud83d\""))).isEqualTo("\"\\uD83D\"");
            assertThat(codec.writePayload("job sync", json("\ud83d"))).isEqualTo("\\uD83D");
        }
    }

    @Nested
    class WhatCannotBeWritten {

        @Test
        void isAnObjectThatHoldsItself() {
            List<Object> self = new ArrayList<>();
            self.add(self);
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("self", map);
            Parent parent = new Parent();

            assertUnwritable(self, "a java.util.ArrayList");
            assertUnwritable(map, "a java.util.LinkedHashMap");
            assertUnwritable(parent, "a " + Parent.class.getName());
        }

        @Test
        void isAnObjectWhoseMethodThrows() {
            assertUnwritable(new Broken(), "cannot be written as JSON: no name today (at name)");
            assertUnwritable(
                    new AbstractList<Object>() {
                        @Override
                        public Object get(int index) {
                            throw new IllegalStateException("no element");
                        }

                        @Override
                        public int size() {
                            return 1;
                        }
                    },
                    "no element");
        }

        @Test
        void isAnObjectWhoseClassIsBroken() {
            assertUnwritable(new Erring(new NoClassDefFoundError("com/acme/Gone")), "com/acme/Gone");
            assertUnwritable(new Erring(new StackOverflowError()), "StackOverflowError");
        }

        @Test
        void saysInWhichField() {
            assertUnwritable(Map.of("orders", List.of(new Broken())), "(at orders[0].name)");
        }

        private void assertUnwritable(Object payload, String message) {
            assertThatExceptionOfType(UnwritableDataException.class)
                    .isThrownBy(() -> codec.writePayload("job sync", payload))
                    .withMessageStartingWith("The payload of job sync, a ")
                    .withMessageContaining("cannot be written as JSON: ")
                    .withMessageContaining(message)
                    .havingCause();
        }
    }

    @Nested
    class WhatCannotBeRead {

        @ParameterizedTest
        @ValueSource(
                strings = {"", " ", "{", "{\"article\":}", "[1,2]", "\"text\"", "{} {}", "\0", "{\"count\":\"many\"}"})
        void isSaidWithTheType(String json) {
            assertThatExceptionOfType(UnreadableDataException.class)
                    .isThrownBy(() -> codec.encoded(json).as(Line.class))
                    .withMessageStartingWith("The data cannot be read as " + Line.class.getName() + ": ")
                    .havingCause();
        }

        @Test
        void isSaidWithTheField() {
            assertThatExceptionOfType(UnreadableDataException.class)
                    .isThrownBy(() -> codec.read("{\"lines\":[{\"count\":1},{\"count\":\"many\"}]}", Order.class))
                    .withMessageEndingWith("(at lines[1].count)");
        }

        @Test
        void isNull() {
            assertThatExceptionOfType(UnreadableDataException.class)
                    .isThrownBy(() -> codec.read("null", String.class))
                    .withMessage("The data are null, not a java.lang.String");
        }

        @Test
        void isATypeThatNobodyCanMake() {
            for (Type type : List.<Type>of(Runnable.class, Comparable.class, InputStream.class)) {
                assertThatExceptionOfType(UnreadableDataException.class)
                        .isThrownBy(() -> codec.read("{\"a\":[]}", type))
                        .withMessageContaining(type.getTypeName());
            }
        }

        @Test
        void isAClassThatIsBroken() {
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(UnreadableDataException.class)
                        .isThrownBy(() -> codec.read("{\"a\":1}", Uninitialisable.class))
                        .withMessageContaining(Uninitialisable.class.getName());
            }
        }

        @Test
        void isTooDeep() {
            String deep = "[".repeat(5_000) + "]".repeat(5_000);

            assertThatExceptionOfType(UnreadableDataException.class).isThrownBy(() -> codec.read(deep, Object.class));
            assertThatExceptionOfType(UnreadableDataException.class).isThrownBy(() -> codec.read(deep, JsonNode.class));
        }
    }

    @Nested
    class TheApplicationsMapper {

        @Test
        void mayIndent() {
            DataCodec indenting = with(JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT));

            String json = indenting.writePayload("job sync", new Line("book", 2));

            assertThat(json).contains("\n");
            assertThat(indenting.read(json, Line.class)).isEqualTo(new Line("book", 2));
        }

        @Test
        void mayNameFields() {
            record Person(String firstName) {}
            DataCodec snakes = with(JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));

            String json = snakes.writePayload("job sync", new Person("Ada"));

            assertThat(json).isEqualTo("{\"first_name\":\"Ada\"}");
            assertThat(snakes.read(json, Person.class)).isEqualTo(new Person("Ada"));
        }

        @Test
        void mayHaveModules() {
            SimpleModule shouting = new SimpleModule().addSerializer(String.class, new ValueSerializer<>() {
                @Override
                public void serialize(String value, JsonGenerator json, SerializationContext context) {
                    json.writeString(value.toUpperCase());
                }
            });

            assertThat(with(JsonMapper.builder().addModule(shouting)).writePayload("job sync", "text"))
                    .isEqualTo("\"TEXT\"");
        }

        @Test
        void mayNotRefuseFieldsOfNewerVersions() {
            DataCodec strict = with(JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));

            assertThat(strict.read("{\"article\":\"book\",\"count\":2,\"new\":1}", Line.class))
                    .isEqualTo(new Line("book", 2));
        }

        @Test
        void isNotChanged() {
            JsonMapper mapper = JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .activateDefaultTyping(anything(), DefaultTyping.NON_FINAL)
                    .build();
            String before = mapper.writeValueAsString(new Holder(new Line("book", 2)));

            new DataCodec(mapper, DataLimits.DEFAULTS).writePayload("job sync", new Holder(new Line("book", 2)));

            assertThat(mapper.writeValueAsString(new Holder(new Line("book", 2))))
                    .isEqualTo(before);
            assertThat(mapper.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES))
                    .isTrue();
        }
    }

    private static DataCodec with(JsonMapper.Builder mapper) {
        return new DataCodec(mapper.build(), DataLimits.DEFAULTS);
    }

    private static BasicPolymorphicTypeValidator anything() {
        return BasicPolymorphicTypeValidator.builder()
                .allowIfBaseType(Object.class)
                .build();
    }

    private static Encoded json(String text) {
        return new Encoded() {
            @Override
            public String json() {
                return text;
            }

            @Override
            public <T> T as(Class<T> type) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Object as(Type type) {
                throw new UnsupportedOperationException();
            }
        };
    }

    record Holder(Object value) {}

    static class Parent {
        public List<Parent> children() {
            return getChildren();
        }

        public List<Parent> getChildren() {
            return List.of(this, this);
        }
    }

    static class Broken {
        public String getName() {
            throw new IllegalStateException("no name today");
        }
    }

    static class Erring {
        private final Error error;

        Erring(Error error) {
            this.error = error;
        }

        public String getName() {
            throw error;
        }
    }

    static class Uninitialisable {
        public int a = 1;

        static {
            fail();
        }

        private static void fail() {
            throw new IllegalStateException("no such resource");
        }
    }
}
