package io.distributedscheduler.engine;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.JobConflictException;
import io.distributedscheduler.JobRunningException;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.codec.DeclarationCodec;
import io.distributedscheduler.codec.DeclarationRecord;
import io.distributedscheduler.codec.DeclarationRecord.Version;
import io.distributedscheduler.codec.JobCodec;
import io.distributedscheduler.codec.NodeInfo;
import io.distributedscheduler.codec.NodeInfoCodec;
import io.distributedscheduler.engine.Troubles.Task;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.NodeRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the jobs in the store those that the code of the application declares, whichever versions of it run.
 *
 * <p>Of each declared job the store records which declarations there are, in the order in which they were first seen. The
 * last one that a live node declares holds. So in a rolling deployment the new one wins as soon as the first new node
 * is there, the old nodes that are left do not win it back, and after a roll-back the old one holds again. What a person changed,
 * stopped or removed stays so.
 */
final class Reconciler {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    /** Who stops jobs that nobody declares any more. */
    static final String BY = "declared jobs";

    /** A declaration is forgotten when no live node had it for so long. */
    static final Duration GONE = Duration.ofMinutes(10);

    private static final int HASH_BYTES = 8;
    private static final int MOST_CONFLICTS = 20;
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final JobStore store;
    private final NodeRuntime runtime;
    private final StoreClocks clocks;
    private final Definitions definitions;
    private final Troubles troubles;
    private final JobMapper mapper;
    private final EventDispatcher events;
    private final String node;
    private final String application;
    private final Map<JobId, DeclaredJob> declared = new LinkedHashMap<>();
    private final Map<JobId, String> hashes = new HashMap<>();
    private final DeclarationCodec records = new DeclarationCodec();
    private final NodeInfoCodec infos = new NodeInfoCodec();
    private final BackgroundLoop loop;
    private final long interval;
    private final Set<JobId> complained = new HashSet<>();
    private final Set<Integer> joined = ConcurrentHashMap.newKeySet();
    private boolean ready;
    private int partitions;

    Reconciler(SchedulerContext context, Definitions definitions, String name) {
        this.store = context.store();
        this.runtime = context.runtime();
        this.clocks = context.clocks();
        this.definitions = definitions;
        this.troubles = context.troubles();
        this.mapper = new JobMapper(context.jobs(), context.triggers());
        this.events = context.events();
        this.node = context.settings().node();
        this.application = context.settings().application();
        for (DeclaredJob job : context.declared()) {
            declared.put(job.job().id(), job);
            hashes.put(job.job().id(), hash(job.job(), context.jobs()));
        }
        this.loop = new BackgroundLoop(name, this::runOnce);
        this.interval = context.settings().lease().toNanos();
    }

    /** Hashes of what this node declares, which other nodes should know. */
    Map<JobId, String> hashes() {
        return Map.copyOf(hashes);
    }

    void start(int partitions) {
        this.partitions = partitions;
        loop.start(runtime, false);
    }

    void end() {
        loop.end();
    }

    /** The node has joined the partition: others can see there what it declares. */
    void joined(int partition) {
        joined.add(partition);
        loop.wake();
    }

    /** Reconciles all partitions that the node has joined: in others what it declares would be taken for gone. */
    long runOnce() {
        boolean all = true;
        for (int partition = 0; partition < partitions; partition++) {
            if (!declared.isEmpty() && !joined.contains(partition)) {
                continue;
            }
            try {
                reconcile(partition);
                troubles.worked(Task.RECONCILE, partition);
            } catch (JobStoreException e) {
                troubles.failed(Task.RECONCILE, partition, e);
                all = false;
            }
        }
        if (all && !ready && (declared.isEmpty() || joined.size() == partitions)) {
            ready = true;
            events.publish(new SchedulerEvent.NodeReady(node));
        }
        return all ? interval : Math.min(PAUSE, interval);
    }

    private void reconcile(int partition) {
        Map<JobId, String> texts = store.declarations(partition);
        Set<JobId> own = new HashSet<>(declared.keySet());
        own.removeIf(job -> store.partitionOf(job) != partition);
        if (texts.isEmpty() && own.isEmpty()) {
            return;
        }
        Map<JobId, Set<String>> live = live(partition);
        for (JobId job : own) {
            guarded(job, () -> reconcileOwn(job, texts.get(job), live));
        }
        texts.forEach((job, text) -> {
            if (!own.contains(job)) {
                guarded(job, () -> reconcileForeign(job, text, live));
            }
        });
    }

    /** One declaration that cannot be applied must not keep the others from being applied. */
    private void guarded(JobId job, Runnable step) {
        try {
            step.run();
            complained.remove(job);
        } catch (JobStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            if (complained.add(job)) {
                DeclaredJob own = declared.get(job);
                log.error("Declared job {}{} cannot be reconciled", job, own == null ? "" : " of " + own.source(), e);
            }
        }
    }

    /** Which declarations of which job live nodes of the application have. */
    private Map<JobId, Set<String>> live(int partition) {
        Map<JobId, Set<String>> live = new HashMap<>();
        for (NodeRecord node : store.nodes(partition)) {
            NodeInfo info = infos.read(node.info());
            if (info.application().equals(application)) {
                info.declared()
                        .forEach((job, hash) -> live.computeIfAbsent(job, any -> new HashSet<>())
                                .add(hash));
            }
        }
        hashes.forEach(
                (job, hash) -> live.computeIfAbsent(job, any -> new HashSet<>()).add(hash));
        return live;
    }

    // ---- what this node declares

    private void reconcileOwn(JobId job, @Nullable String text, Map<JobId, Set<String>> live) {
        String own = hash(job);
        String known = text;
        for (int i = 0; i < MOST_CONFLICTS; i++) {
            DeclarationRecord before = read(known);
            if (before != null && !before.application().equals(application)) {
                throw new IllegalStateException("the application " + before.application()
                        + " declares a job of the same id; give one of them another id");
            }
            DeclarationRecord after = registered(job, before, live.getOrDefault(job, Set.of()));
            String updated = records.write(after);
            if (updated.equals(known) || store.declare(job, known, updated)) {
                if (winner(after).equals(own)) {
                    apply(job, after, updated);
                }
                return;
            }
            known = store.declarations(store.partitionOf(job)).get(job);
        }
    }

    /** The record with this node's declaration, and with what is gone marked as such. */
    private DeclarationRecord registered(JobId job, @Nullable DeclarationRecord before, Set<String> live) {
        String own = hash(job);
        List<Version> versions = new ArrayList<>();
        if (before != null) {
            versions.addAll(seen(before.versions(), live, now(job)));
        }
        if (versions.stream().noneMatch(version -> version.hash().equals(own))) {
            versions.add(new Version(own, Optional.empty()));
        }
        return new DeclarationRecord(application, versions, before == null ? Optional.empty() : before.applied());
    }

    /** The declarations that are live, or were until lately. */
    private static List<Version> seen(List<Version> versions, Set<String> live, Instant now) {
        List<Version> seen = new ArrayList<>();
        for (Version version : versions) {
            if (live.contains(version.hash())) {
                seen.add(new Version(version.hash(), Optional.empty()));
            } else if (version.gone().isEmpty()) {
                seen.add(new Version(version.hash(), Optional.of(now)));
            } else if (version.gone().get().plus(GONE).isAfter(now)) {
                seen.add(version);
            }
        }
        return seen;
    }

    /** The declaration that holds: the last that is live. */
    private static String winner(DeclarationRecord record) {
        String winner = "";
        for (Version version : record.versions()) {
            winner = version.gone().isEmpty() ? version.hash() : winner;
        }
        return winner;
    }

    private void apply(JobId job, DeclarationRecord record, String text) {
        String own = hash(job);
        Job declaration = declaration(job);
        Optional<JobRecord> found = store.find(job);
        if (found.isEmpty()) {
            if (record.applied().filter(own::equals).isPresent()) {
                return; // It has finished, or a person removed it.
            }
            try {
                definitions.schedule(List.of(declaration), ConflictPolicy.KEEP, Optional.of(own));
            } catch (JobRunningException e) {
                log.info("Declared job {} is made once its removed predecessor has ended on {}", job, e.node());
                return;
            }
            log.info("Made declared job {} ({})", job, source(job));
        } else if (isOutdated(found.get(), own)) {
            change(job, declaration, own);
        }
        if (record.applied().filter(own::equals).isEmpty()) {
            // If somebody was faster, the next round sees to it.
            store.declare(
                    job, text, records.write(new DeclarationRecord(application, record.versions(), Optional.of(own))));
        }
    }

    private void change(JobId job, Job declaration, String own) {
        boolean revive = store.find(job).filter(Reconciler::stoppedByUs).isPresent();
        try {
            definitions.modify(
                    job,
                    Optional.of(own),
                    revive,
                    record -> isOutdated(record, own) ? Optional.of(declaration) : Optional.empty());
            log.info("Changed declared job {} to what {} says now", job, source(job));
        } catch (UnknownJobException e) {
            log.debug("Declared job {} was removed meanwhile", job);
        } catch (JobConflictException e) {
            log.debug("Declared job {} is changed by others, too", job);
        }
    }

    /** Whether the job implements another declaration; one that a person changed implements none. */
    private boolean isOutdated(JobRecord record, String own) {
        Optional<String> declaration = mapper.declaration(record.job());
        return declaration.isPresent() && (!declaration.get().equals(own) || stoppedByUs(record));
    }

    private static boolean stoppedByUs(JobRecord record) {
        return record.state() == JobState.STOPPED
                && record.note().filter(note -> note.by().equals(BY)).isPresent();
    }

    // ---- what others declare, or nobody does any more

    private void reconcileForeign(JobId job, String text, Map<JobId, Set<String>> live) {
        DeclarationRecord before = read(text);
        if (before == null || !before.application().equals(application)) {
            return;
        }
        Set<String> declaredBy = live.getOrDefault(job, Set.of());
        Instant now = now(job);
        List<Version> versions = seen(before.versions(), declaredBy, now);
        if (!versions.isEmpty()) {
            String updated = records.write(new DeclarationRecord(application, versions, before.applied()));
            if (!updated.equals(text)) {
                store.declare(job, text, updated);
            }
            return;
        }
        // Not a single one is left.
        if (stop(job)) {
            store.declare(job, text, null);
        }
    }

    private boolean stop(JobId job) {
        Optional<JobRecord> found = store.find(job);
        if (found.isPresent()
                && mapper.declaration(found.get().job()).isPresent()
                && found.get().state() != JobState.STOPPED) {
            try {
                definitions.stop(job, "no longer declared by any node of " + application, BY);
                log.warn("Stopped job {}, which no live node of {} has declared for {}", job, application, GONE);
            } catch (UnknownJobException e) {
                log.debug("Job {} is gone", job);
            } catch (JobConflictException e) {
                return false;
            }
        }
        return true;
    }

    // ---- details

    private @Nullable DeclarationRecord read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return records.read(text);
        } catch (UnreadableDataException e) {
            return null;
        }
    }

    private Instant now(JobId job) {
        // Whole milliseconds, as the record keeps them.
        return Instant.ofEpochMilli(clocks.lower(store.partitionOf(job)).toEpochMilli());
    }

    private String hash(JobId job) {
        return hashes.getOrDefault(job, "");
    }

    private Job declaration(JobId job) {
        DeclaredJob own = declared.get(job);
        if (own == null) {
            throw new IllegalStateException("not declared here: " + job);
        }
        return own.job();
    }

    private String source(JobId job) {
        DeclaredJob own = declared.get(job);
        return own == null ? "" : own.source();
    }

    private static String limit(Job job) {
        return job.limitKey().map(key -> "\n" + key + "\n" + job.limit()).orElse("");
    }

    private static String hash(Job job, JobCodec codec) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((job.executor() + "\n" + codec.write(job, Optional.empty()) + limit(job))
                            .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
