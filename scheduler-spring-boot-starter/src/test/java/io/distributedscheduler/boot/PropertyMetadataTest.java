package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.boot.PropertyMetadata.Property;
import io.distributedscheduler.boot.SchedulerProperties.DeclaredJob;
import io.distributedscheduler.boot.SchedulerProperties.ExecutorRetention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What IDEs and the README say of the properties. */
class PropertyMetadataTest {

    private static final String BEGIN = "<!-- properties:begin -->\n";
    private static final String END = "\n<!-- properties:end -->";

    private static final List<Property> PROPERTIES = PropertyMetadata.properties();

    @Test
    void everyPropertyIsDescribed() {
        assertThat(PROPERTIES)
                .hasSizeGreaterThan(30)
                .allSatisfy(property -> assertThat(property.description())
                        .as(property.name())
                        .matches("[A-Z0-9].*\\.")
                        .doesNotStartWith("The ")
                        .doesNotStartWith("A ")
                        .doesNotContain("{@"));
    }

    @Test
    void everyPropertyHasADefaultOrSaysWhatHappensWithoutIt() {
        assertThat(PROPERTIES)
                .filteredOn(property -> !property.hasDefault() && !property.isMap())
                .allSatisfy(property ->
                        assertThat(property.description()).as(property.name()).contains("unless set."));
    }

    @Test
    void membersOfMapsAreDescribedWithoutAMissingOrForeignOne() {
        assertThat(membersOf("distributed-scheduler.jobs.*."))
                .containsExactlyInAnyOrder(componentsOf(DeclaredJob.class));
        assertThat(membersOf("distributed-scheduler.executors.*.retention."))
                .containsExactlyInAnyOrder(componentsOf(ExecutorRetention.class));
    }

    /** {@code ./mvnw -q test -Dreadme.update} writes the table anew. */
    @Test
    void theReadmeHasTheSameTable() throws Exception {
        Path readme = moduleFolder().resolveSibling("README.md");
        String text = Files.readString(readme);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (System.getProperty("readme.update") != null) {
            text = text.substring(0, begin) + PropertyMetadata.table() + text.substring(end);
            Files.writeString(readme, text);
            end = text.indexOf(END);
        }

        assertThat(text.substring(begin, end)).isEqualTo(PropertyMetadata.table());
    }

    private static List<String> membersOf(String prefix) {
        return PROPERTIES.stream()
                .map(Property::name)
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    private static String[] componentsOf(Class<? extends Record> type) {
        return Stream.of(type.getRecordComponents())
                .map(component -> KebabCase.of(component.getName()))
                .toArray(String[]::new);
    }

    private static Path moduleFolder() throws Exception {
        Path testClasses = Path.of(PropertyMetadataTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return testClasses.resolve("../..").normalize();
    }
}
