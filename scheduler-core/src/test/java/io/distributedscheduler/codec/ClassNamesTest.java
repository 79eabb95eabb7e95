package io.distributedscheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.job.UnwritableDataException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;

/** Whatever stands in the store, it decides no class. */
class ClassNamesTest {

    private static final AtomicBoolean MADE = new AtomicBoolean();
    private static final String EVIL = "{\"value\":{\"@class\":\"" + Gadget.class.getName() + "\"}}";

    private final DataCodec codec = DataCodec.defaults();

    @Test
    void areNeitherStoredNorFollowedByDefaultTyping() {
        for (DefaultTyping typing : DefaultTyping.values()) {
            JsonMapper.Builder mapper = JsonMapper.builder()
                    .activateDefaultTyping(anything(Object.class), typing, JsonTypeInfo.As.PROPERTY);
            DataCodec codec = new DataCodec(mapper.build(), DataLimits.DEFAULTS);
            Holder holder = new Holder(new Gadget());

            assertThat(codec.writePayload("job sync", holder)).doesNotContain("Gadget");

            MADE.set(false);
            assertThat(codec.read(EVIL, Holder.class)).isEqualTo(new Holder(Map.of("@class", Gadget.class.getName())));
            assertThat(codec.read("[\"" + Gadget.class.getName() + "\",{}]", Object.class))
                    .isEqualTo(List.of(Gadget.class.getName(), Map.of()));
            assertThat(MADE).isFalse();
        }
    }

    @Test
    void wouldBeFollowedByTheApplicationsMapper() {
        JsonMapper mapper = JsonMapper.builder()
                .activateDefaultTyping(anything(Object.class), DefaultTyping.JAVA_LANG_OBJECT, JsonTypeInfo.As.PROPERTY)
                .build();

        assertThat(mapper.readValue(EVIL, Holder.class).value()).isInstanceOf(Gadget.class);
    }

    @Test
    void areRefusedWhereAnAnnotationAsksForThem() {
        for (Object payload : List.of(new ByClass(), new ByMinimalClass(), new ByProperty(new Gadget()))) {
            assertThatExceptionOfType(UnwritableDataException.class)
                    .isThrownBy(() -> codec.writePayload("job sync", payload))
                    .withMessageContaining("would store class names, which are never followed; use NAME");
        }
    }

    @Test
    void areNotFollowedWhereAnAnnotationAsksForThem() {
        String name = Gadget.class.getName();
        for (Map.Entry<Class<?>, String> attempt : Map.<Class<?>, String>of(
                        ByClass.class, "{\"@class\":\"" + name + "\"}",
                        Anything.class, "{\"@class\":\"" + name + "\"}",
                        ByMinimalClass.class, "{\"@c\":\"" + name + "\"}",
                        ByProperty.class, "{\"value\":{\"@class\":\"" + name + "\"}}")
                .entrySet()) {
            MADE.set(false);

            assertThatExceptionOfType(UnreadableDataException.class)
                    .isThrownBy(() -> codec.read(attempt.getValue(), attempt.getKey()))
                    .withMessageContaining("class names, which are never followed");
            assertThat(MADE).isFalse();
        }
    }

    @Test
    void areNotFollowedWhereAModuleAsksForThem() {
        SimpleModule module = new SimpleModule() {
            @Override
            public void setupModule(SetupContext context) {
                context.insertAnnotationIntrospector(new NopAnnotationIntrospector() {
                    @Override
                    public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
                        return annotated.getRawType() == Runnable.class
                                ? JsonTypeInfo.Value.from(ByClass.class.getAnnotation(JsonTypeInfo.class))
                                : null;
                    }
                });
            }
        };
        String evil = "{\"@class\":\"" + Gadget.class.getName() + "\"}";
        JsonMapper mapper = JsonMapper.builder().addModule(module).build();
        MADE.set(false);

        assertThatExceptionOfType(UnreadableDataException.class)
                .isThrownBy(() -> new DataCodec(mapper, DataLimits.DEFAULTS).read(evil, Runnable.class))
                .withMessageContaining("denied resolution of all subtypes");
        assertThat(MADE).isFalse();
        assertThat(mapper.rebuild()
                        .polymorphicTypeValidator(anything(Runnable.class))
                        .build()
                        .readValue(evil, Runnable.class))
                .isInstanceOf(Gadget.class);
    }

    @Test
    void areNotNeededForSubtypesThatTheTypeLists() {
        List<Payment> payments = List.of(new Card("4111"), new Cash(5));
        Type type = new TypeReference<List<Payment>>() {}.getType();

        String json = codec.writePayload("job sync", payments.toArray(Payment[]::new));

        assertThat(json).isEqualTo("[{\"by\":\"card\",\"number\":\"4111\"},{\"by\":\"cash\",\"notes\":5}]");
        assertThat(codec.read(json, type)).isEqualTo(payments);
        assertThatExceptionOfType(UnreadableDataException.class)
                .isThrownBy(() -> codec.read("{\"by\":\"" + Gadget.class.getName() + "\"}", Payment.class));
    }

    @Test
    void areNotNeededForSubtypesToldByTheirFields() {
        assertThat(codec.read("{\"radius\":2}", Shape.class)).isEqualTo(new Circle(2));
        assertThat(codec.read("{\"side\":3}", Shape.class)).isEqualTo(new Square(3));
        assertThat(codec.writePayload("job sync", new Circle(2))).isEqualTo("{\"radius\":2}");
    }

    static class Gadget implements Anything, Runnable {
        Gadget() {
            MADE.set(true);
        }

        @Override
        public void run() {}
    }

    private static BasicPolymorphicTypeValidator anything(Class<?> baseType) {
        return BasicPolymorphicTypeValidator.builder().allowIfBaseType(baseType).build();
    }

    record Holder(Object value) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface Anything {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    static class ByClass {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
    static class ByMinimalClass {}

    record ByProperty(
            @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object value) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Card.class, name = "card"),
        @JsonSubTypes.Type(value = Cash.class, name = "cash")
    })
    interface Payment {}

    record Card(String number) implements Payment {}

    record Cash(int notes) implements Payment {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class)})
    interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}
}
