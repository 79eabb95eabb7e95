package io.distributedscheduler;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.distributedscheduler.shape.CodeRules.ROOT;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.distributedscheduler.shape.CodeRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know what; the order is {@link #LAYERS}. */
class ArchitectureTest {

    private static final String CODEC = ROOT + ".codec..";
    private static final String ENGINE = ROOT + ".engine..";
    private static final String MEMORY = ROOT + ".memory..";
    private static final String REDIS = ROOT + ".redis..";

    /** Innermost first: a package may use those of its own line and of the lines above. */
    private static final List<List<String>> LAYERS = List.of(
            List.of(ROOT + ".trigger..", ROOT + ".retry.."),
            List.of(ROOT + ".policy.."),
            List.of(ROOT + ".job.."),
            List.of(CODEC),
            List.of(ROOT + ".store..", ROOT + ".signal..", ROOT + ".event.."),
            List.of(ROOT),
            List.of(ENGINE, MEMORY, REDIS));

    private static final JavaClasses MAIN = CodeRules.mainClassesIn(ROOT);

    @Test
    void packagesAreFreeOfCycles() {
        CodeRules.packagesAreFreeOfCycles().check(MAIN);
    }

    @Test
    void everyPackageHasItsLayer() {
        classes()
                .should()
                .resideInAnyPackage(packagesOf(LAYERS))
                .because("a package without a layer is checked by nobody: give it a line in LAYERS")
                .check(MAIN);
    }

    @Test
    void aLayerUsesOnlyTheLayersAboveIt() {
        for (int i = 0; i < LAYERS.size() - 1; i++) {
            noClasses()
                    .that()
                    .resideInAnyPackage(packagesOf(LAYERS.subList(i, i + 1)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packagesOf(LAYERS.subList(i + 1, LAYERS.size())))
                    .allowEmptyShould(true)
                    .because(
                            "inner packages must not know who uses them: move the type inwards, or let the outer package"
                                    + " implement an interface of the inner one")
                    .check(MAIN);
        }
    }

    @Test
    void engineAndStoresDoNotSeeEachOther() {
        for (String sibling : List.of(ENGINE, MEMORY, REDIS)) {
            noClasses()
                    .that()
                    .resideInAPackage(sibling)
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(ENGINE, MEMORY, REDIS).and(not(resideInAPackage(sibling))))
                    .allowEmptyShould(true)
                    .because(
                            "users may write a store of their own: what both need belongs to the ports in .store, .signal"
                                    + " and .event")
                    .check(MAIN);
        }
    }

    @Test
    void onlyTheSeamReadsClocks() {
        CodeRules.onlyTheSeamReadsClocks().check(MAIN);
    }

    @Test
    void onlyTheEngineCreatesThreads() {
        CodeRules.onlyTheEngineCreatesThreads().check(MAIN);
    }

    @Test
    void onlyTheRedisStoreKnowsRedis() {
        noClasses()
                .that()
                .resideOutsideOfPackage(REDIS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.data..", "io.lettuce..")
                .because(
                        "the Redis driver is optional: express the need in a port of .store or .signal and implement it"
                                + " in .redis")
                .check(MAIN);
    }

    @Test
    void onlyTheCodecKnowsJackson() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CODEC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..")
                .because("what is stored must be readable for years: encode and decode in .codec, pass its values on")
                .check(MAIN);
    }

    @Test
    void onlyTheRedisStoreKnowsSpring() {
        noClasses()
                .that()
                .resideOutsideOfPackages(REDIS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .because("with the in-memory store the core runs without Spring: what needs it belongs to the starter")
                .check(MAIN);
    }

    @Test
    void nothingKnowsSpringBoot() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot..")
                .because("the core serves applications without Boot, too: put it into the starter")
                .check(MAIN);
    }

    @Test
    void testsDoNotSleep() {
        CodeRules.testsDoNotSleep().check(CodeRules.testClassesIn(ROOT));
    }

    private static String[] packagesOf(List<List<String>> layers) {
        return layers.stream().flatMap(List::stream).toArray(String[]::new);
    }
}
