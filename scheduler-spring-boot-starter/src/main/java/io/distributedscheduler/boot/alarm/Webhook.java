package io.distributedscheduler.boot.alarm;

import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.event.Alarm;
import io.distributedscheduler.event.AlarmListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts alarms to a webhook, in order, each until it is taken or was tried often enough. The JSON has the field {@code text} that
 * chats show, and all the alarm has beside it.
 */
final class Webhook implements AlarmListener, AutoCloseable {

    /** As many alarms as wait; further ones push out the oldest. */
    static final int MOST_WAITING = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Webhook.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 6;
    private static final int LONGEST_REASON = 1_000;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpPost post;
    private final DataCodec data;
    private final NodeRuntime runtime;
    private final int attempts;

    /** Guarded by this, as all that follows. */
    private final Deque<Alarm> waiting = new ArrayDeque<>();

    private boolean sending;

    /** How often the first that waits has been posted in vain; of the sending loop alone. */
    private int failed;

    Webhook(HttpPost post, DataCodec data, NodeRuntime runtime, int attempts) {
        this.post = post;
        this.data = data;
        this.runtime = runtime;
        this.attempts = attempts;
    }

    @Override
    public void onAlarm(Alarm alarm) {
        if (isFirstToWait(alarm)) {
            runtime.startLoop("distributed-scheduler-webhook", false, this::sendNext);
        }
    }

    private synchronized boolean isFirstToWait(Alarm alarm) {
        if (waiting.size() == MOST_WAITING) {
            log.error(
                    "{} alarms wait for {}; lost: {}",
                    MOST_WAITING,
                    post.where(),
                    waiting.remove().text());
        }
        waiting.add(alarm);
        boolean first = !sending;
        sending = true;
        return first;
    }

    /** What waits is not sent any more. */
    @Override
    public synchronized void close() {
        waiting.forEach(alarm -> log.error("Lost, as the application ends: alarm \"{}\"", alarm.text()));
        waiting.clear();
    }

    private long sendNext() {
        Alarm next = next();
        if (next == null) {
            return NodeRuntime.END;
        }
        Failure failure = post(next);
        if (failure == null) {
            done(next);
            return 0;
        }
        failed++;
        if (failed < attempts && !failure.isFinal()) {
            log.warn(
                    "{} has not taken an alarm, at attempt {} of {}: {}",
                    post.where(),
                    failed,
                    attempts,
                    failure.reason());
            return FIRST_PAUSE
                    .multipliedBy(1L << Math.min(failed - 1, MOST_DOUBLINGS))
                    .toNanos();
        }
        log.error(
                "{} has not taken an alarm, and will not get it again: {}; lost: {}",
                post.where(),
                failure,
                next.text());
        done(next);
        return 0;
    }

    private synchronized @Nullable Alarm next() {
        sending = !waiting.isEmpty();
        return waiting.peek();
    }

    private synchronized void done(Alarm alarm) {
        failed = 0;
        if (waiting.peek() == alarm) {
            waiting.remove();
        }
    }

    /**
     * Why an alarm was not taken.
     *
     * @param isFinal whether it would not be taken later either
     */
    private record Failure(String reason, boolean isFinal) {

        static Failure of(Exception e) {
            return new Failure(e.toString(), false);
        }

        static Failure of(int status) {
            boolean passing = status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status / 100 == 5;
            return new Failure("status " + status, !passing);
        }
    }

    /** Null if it was taken. */
    private @Nullable Failure post(Alarm alarm) {
        try {
            int status = post.send(data.writePayload("alarm", fields(alarm)));
            return status / 100 == 2 ? null : Failure.of(status);
        } catch (IOException e) {
            return Failure.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failure.of(e);
        } catch (RuntimeException e) {
            return new Failure(e.toString(), true);
        }
    }

    private static Map<String, Object> fields(Alarm alarm) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("text", text(alarm));
        fields.put("kind", alarm.kind().name());
        fields.put("executor", alarm.executor());
        alarm.job().ifPresent(job -> fields.put("job", job.value()));
        alarm.run().ifPresent(run -> fields.put("run", run.toString()));
        alarm.due().ifPresent(due -> fields.put("due", due.toString()));
        fields.put("node", alarm.node());
        alarm.error().ifPresent(error -> fields.put("error", cut(error.type() + ": " + error.message())));
        fields.put("more", alarm.more());
        return fields;
    }

    private static String text(Alarm alarm) {
        String error = alarm.error()
                .map(reason -> ": " + cut(reason.type() + ": " + reason.message()))
                .orElse("");
        return alarm.kind() + ": " + alarm.text() + error
                + (alarm.more() == 0 ? "" : " (and " + alarm.more() + " more since the last alarm)");
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "...";
    }
}
