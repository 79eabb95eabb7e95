package io.distributedscheduler.boot;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.distributedscheduler.shape.CodeRules.ROOT;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.distributedscheduler.shape.CodeRules;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The shape of the starter; that of the core is held by its own test. */
class ArchitectureTest {

    private static final String BOOT = ROOT + ".boot";

    private static final JavaClasses MAIN = CodeRules.mainClassesIn(BOOT);

    @Test
    void packagesAreFreeOfCycles() {
        CodeRules.packagesAreFreeOfCycles().check(MAIN);
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
    void onlyTheCodecKnowsJackson() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson.core..")
                .allowEmptyShould(true)
                .because(
                        "the starter hands the application's JsonMapper to the codec, and reads or writes no JSON itself")
                .check(MAIN);
    }

    @Test
    void autoConfigurationsArePublicAndFinal() {
        classes()
                .that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .bePublic()
                .andShould()
                .haveModifier(FINAL)
                .allowEmptyShould(true)
                .because("applications name an auto-configuration to exclude or to order it, and never extend it")
                .check(MAIN);
    }

    @Test
    void beanMethodsArePackagePrivate() {
        methods()
                .that()
                .areAnnotatedWith(Bean.class)
                .should()
                .bePackagePrivate()
                .allowEmptyShould(true)
                .because(
                        "beans are replaced by type or name, not by calling or overriding the method: drop its modifier")
                .check(MAIN);
    }

    @Test
    void testsDoNotSleep() {
        CodeRules.testsDoNotSleep().check(CodeRules.testClassesIn(BOOT));
    }
}
