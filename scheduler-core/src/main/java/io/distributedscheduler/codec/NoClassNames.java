package io.distributedscheduler.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotationIntrospectorPair;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

/**
 * Keeps class names out of what is stored, and from being followed when read: only the reader says which class it
 * wants. Subtypes by a name that the reader's own type lists, or by their fields, go on to work.
 */
final class NoClassNames {

    private NoClassNames() {}

    static JsonMapper.Builder apply(JsonMapper.Builder mapper) {
        AnnotationIntrospector annotations = mapper.annotationIntrospector();
        return mapper.deactivateDefaultTyping()
                .polymorphicTypeValidator(new Denying())
                .annotationIntrospector(AnnotationIntrospectorPair.pair(new Refusing(annotations), annotations));
    }

    private static boolean isClassName(JsonTypeInfo.Id id) {
        return id == JsonTypeInfo.Id.CLASS || id == JsonTypeInfo.Id.MINIMAL_CLASS;
    }

    /** Refuses types that ask for class names, already when they are written. */
    private static final class Refusing extends NopAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        private final AnnotationIntrospector annotations;

        Refusing(AnnotationIntrospector annotations) {
            this.annotations = annotations;
        }

        @Override
        @SuppressWarnings("NullAway") // Null means that the other introspector of the pair answers.
        public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
            JsonTypeInfo.Value info = annotations.findPolymorphicTypeInfo(config, annotated);
            if (info != null && isClassName(info.getIdType())) {
                throw new IllegalArgumentException("@JsonTypeInfo(use = " + info.getIdType() + ") of "
                        + annotated.getName() + " would store class names, which are never followed; use NAME with"
                        + " @JsonSubTypes instead");
            }
            return null;
        }
    }

    /** For whoever finds another way to ask for class names. Jackson asks about base types for these only. */
    private static final class Denying extends PolymorphicTypeValidator {

        private static final long serialVersionUID = 1L;

        @Override
        public Validity validateBaseType(DatabindContext context, JavaType baseType) {
            return Validity.DENIED;
        }

        /** Reached for subtypes told apart by their fields, whose names come from the reader's type. */
        @Override
        public Validity validateSubClassName(DatabindContext context, JavaType baseType, String subClassName) {
            return Validity.ALLOWED;
        }

        @Override
        public Validity validateSubType(DatabindContext context, JavaType baseType, JavaType subType) {
            return Validity.ALLOWED;
        }
    }
}
