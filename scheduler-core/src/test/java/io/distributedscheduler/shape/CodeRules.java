package io.distributedscheduler.shape;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Calendar;
import java.util.Date;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.BaseStream;

/** What holds for the code of every module. */
public final class CodeRules {

    public static final String ROOT = "io.distributedscheduler";

    /** The one class that may read clocks, sleep and create threads; all else is handed to it. */
    public static final String SEAM = ROOT + ".engine.SystemRuntime";

    private CodeRules() {}

    /** The main classes of one module, given any package of it. */
    public static JavaClasses mainClassesIn(String rootPackage) {
        return new ClassFileImporter()
                .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages(rootPackage);
    }

    /** The test classes of one module, given any package of it. */
    public static JavaClasses testClassesIn(String rootPackage) {
        return new ClassFileImporter()
                .withImportOption(Predefined.ONLY_INCLUDE_TESTS)
                .withImportOption(Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages(rootPackage);
    }

    public static ArchRule packagesAreFreeOfCycles() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return type.getPackageName().startsWith(ROOT)
                                ? SliceIdentifier.of(type.getPackageName())
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages of " + ROOT;
                    }
                })
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .because(
                        "each package must be understood without those that use it: move the shared type to the package"
                                + " that both use, or turn the call round with an interface there");
    }

    public static ArchRule onlyTheSeamReadsClocks() {
        return noClasses()
                .that(not(belongTo(name(SEAM))))
                .should()
                .accessTargetWhere(describe("reads a clock or waits on it", CodeRules::readsAClock))
                .allowEmptyShould(true)
                .because("time is a dependency, so that tests move it by hand: take the instant as an argument, or a"
                        + " java.time.Clock or the engine's runtime in the constructor; only " + SEAM + " reads it");
    }

    public static ArchRule onlyTheEngineCreatesThreads() {
        DescribedPredicate<JavaClass> engine = resideInAPackage(ROOT + ".engine..");
        return noClasses()
                .that(not(engine))
                .should()
                .accessTargetWhere(
                        describe("creates a thread or an executor, or borrows a shared one", CodeRules::createsThreads))
                .allowEmptyShould(true)
                .because("a node must be able to stop all its threads, and a simulation to run them in one: let the"
                        + " engine call you, or take an Executor as an argument");
    }

    public static ArchRule testsDoNotSleep() {
        return noClasses()
                .should()
                .accessTargetWhere(describe("sleeps", CodeRules::sleeps))
                .allowEmptyShould(true)
                .because("a sleep is too short on a busy machine and too long on all others: move the test's clock, or"
                        + " wait for what must come true with Awaitility, a latch or a future");
    }

    private static boolean sleeps(JavaAccess<?> access) {
        return access.getName().equals("sleep") && isOwnedBy(access, Thread.class, TimeUnit.class);
    }

    private static boolean readsAClock(JavaAccess<?> access) {
        String method = access.getName();
        return sleeps(access)
                || method.equals("now") && inJavaTime(access) && !takes(access, Clock.class)
                || isOwnedBy(access, Clock.class, InstantSource.class)
                        && (method.startsWith("system") || method.startsWith("tick") && !takes(access, Clock.class))
                || isOwnedBy(access, System.class)
                        && Set.of("currentTimeMillis", "nanoTime").contains(method)
                || isOwnedBy(access, Date.class) && isConstructor(access) && hasNoArguments(access)
                || isOwnedBy(access, Calendar.class) && method.equals("getInstance")
                || isOwnedBy(access, LockSupport.class)
                        && Set.of("parkNanos", "parkUntil").contains(method)
                || isOwnedBy(access, Object.class) && method.equals("wait")
                || isOwnedBy(access, CompletableFuture.class)
                        && Set.of("delayedExecutor", "orTimeout", "completeOnTimeout")
                                .contains(method);
    }

    private static boolean createsThreads(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String method = access.getName();
        return isConstructor(access)
                        && (owner.isAssignableTo(Thread.class)
                                || owner.isAssignableTo(Executor.class)
                                || owner.isAssignableTo(Timer.class))
                || isOwnedBy(access, Thread.class)
                        && Set.of("ofVirtual", "ofPlatform", "startVirtualThread")
                                .contains(method)
                || isOwnedBy(access, Executors.class)
                || isOwnedBy(access, ForkJoinPool.class) && method.equals("commonPool")
                || owner.isAssignableTo(CompletableFuture.class)
                        && method.endsWith("Async")
                        && !takes(access, Executor.class)
                || method.equals("parallelStream")
                || owner.isAssignableTo(BaseStream.class) && method.equals("parallel");
    }

    private static boolean isOwnedBy(JavaAccess<?> access, Class<?>... owners) {
        for (Class<?> owner : owners) {
            if (access.getTargetOwner().isEquivalentTo(owner)) {
                return true;
            }
        }
        return false;
    }

    private static boolean inJavaTime(JavaAccess<?> access) {
        return access.getTargetOwner().getPackageName().startsWith("java.time");
    }

    private static boolean isConstructor(JavaAccess<?> access) {
        return access.getName().equals("<init>");
    }

    private static boolean hasNoArguments(JavaAccess<?> access) {
        return access.getTarget().getFullName().endsWith("()");
    }

    private static boolean takes(JavaAccess<?> access, Class<?> argument) {
        String fullName = access.getTarget().getFullName();
        return fullName.substring(fullName.indexOf('(') + 1).contains(argument.getName());
    }
}
