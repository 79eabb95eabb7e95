package io.distributedscheduler.job;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks user code that runs jobs: a class that implements {@link JobRunner}, or a bean method with any of a payload
 * parameter, a {@link JobContext} parameter or none, whose return value becomes the result.
 *
 * <p>The class must be a bean, of Spring's for instance by {@code @Component} or {@code @Bean}: on a class that is none
 * the annotation does nothing. When a node starts it logs which executors it found, and warns if there are none.
 *
 * <p>With one of {@link #cron()}, {@link #every()}, {@link #fixedDelay()} or {@link #keyword()} the annotation also
 * declares a job, which all nodes of the application share. All texts may hold {@code ${placeholders}}; a schedule of {@code "-"} disables it.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface JobExecutor {

    /** Id of the executor: {@code [A-Za-z0-9._-]+}, at most 256 characters, unique in the application. */
    String eid();

    /**
     * Six-field cron expression of the declared job, such as {@code "0 0 2 * * *"}, or a macro such as "@daily". Several, with
     * semicolons between them, are due whenever one of them is: {@code "0 0 9 * * MON-FRI; 0 0 11 * * SAT"}.
     */
    String cron() default "";

    /** Time zone of {@link #cron()} and {@link #except()}, such as {@code "Europe/Paris"}; that of the JVM unless set. */
    String zone() default "";

    /** Interval of the declared job at a fixed rate: {@code "5m"}, {@code "PT5M"}. */
    String every() default "";

    /** Pause of the declared job between the end of a run and the next: {@code "5m"}, {@code "PT5M"}. */
    String fixedDelay() default "";

    /** Keyword that fires the declared job. */
    String keyword() default "";

    /**
     * When the declared job is not due: weekdays, dates and times of day with commas between them, such as {@code "SAT-SUN,
     * 2026-12-25, 22:00-06:00"}, or {@code "${holidays}"} for a list that a property holds. See {@link
     * io.distributedscheduler.trigger.Exclusions#parse}.
     */
    String except() default "";

    /** By how long each occurrence may be delayed, so that jobs do not all start at once: {@code "30s"}. See {@link Job#jitter}. */
    String jitter() default "";

    /** Id of the declared job; {@code <application>.<eid>} unless set. */
    String id() default "";

    /** Longest time an attempt may take: {@code "30s"}; the scheduler's default unless set. */
    String timeout() default "";

    /** How often a run is attempted in all; the scheduler's default unless set. */
    String attempts() default "";

    /**
     * What becomes of a run that comes late: {@code "run-once"} unless set, {@code "skip"}, {@code "skip 5m"} with how
     * late is too late, or {@code "catch-up 1h"} with how far back; see {@link io.distributedscheduler.policy.Misfire}.
     */
    String misfire() default "";

    /**
     * What becomes of an occurrence that comes while a run lasts: {@code "skip"}, {@code "queue-one"}, {@code "queue"},
     * {@code "cancel"}, or {@code "allow 3"} at once; skip unless set, queue of a keyword job. See {@link io.distributedscheduler.policy.Overlap}.
     */
    String overlap() default "";

    /**
     * How many runs of the executor there may be on all nodes together: {@code "3"} at once, {@code "100 per 1m"} for so many
     * starts in any minute, or both with a comma between them; any number unless set. See {@link
     * io.distributedscheduler.policy.Limit}. Not where the store has several partitions.
     */
    String limit() default "";

    /** How many runs of the executor each node holds at most: {@code "2"}; any number unless set. */
    String limitPerNode() default "";

    /**
     * A key that the declared job shares with others, and what they are limited to on all nodes together: {@code "tenant-42: 3"}.
     * See {@link Job#limitedBy}.
     */
    String limitedBy() default "";

    /** After how many failed runs in a row the declared job is stopped, until a person starts it; never unless set. */
    String stopAfterFailures() default "";
}
