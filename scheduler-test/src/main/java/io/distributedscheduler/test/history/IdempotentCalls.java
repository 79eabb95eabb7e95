package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.IDEMPOTENT_CALLS;

import io.distributedscheduler.event.HistoryEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@link Invariant#IDEMPOTENT_CALLS}. Reads the events as they are: of an effect the evidence knows one answer only.
 */
final class IdempotentCalls {

    private final Map<String, HistoryEvent> answers = new HashMap<>();
    private final Map<String, Set<String>> given = new HashMap<>();
    private final Map<String, HistoryEvent> firstAnswers = new HashMap<>();
    private final Findings findings;

    private IdempotentCalls(Findings findings) {
        this.findings = findings;
    }

    static void check(List<HistoryEvent> history, Findings findings) {
        IdempotentCalls rule = new IdempotentCalls(findings);
        history.forEach(rule::check);
    }

    private void check(HistoryEvent event) {
        Op op = Op.of(event);
        if (op == null || !op.isOfStore()) {
            return;
        }
        if (event.call() != null) {
            checkCall(event);
        } else if (op == Op.CLAIM && event.type().equals("ok")) {
            checkClaims(event);
        }
    }

    private void checkCall(HistoryEvent event) {
        String name = event.call() + ' ' + event.job() + ' ' + event.token();
        if (event.type().equals("ok")) {
            HistoryEvent before = answers.putIfAbsent(name, event);
            if (before != null && !sameAnswer(before, event)) {
                violation(event, "had another answer when it came again", before, event);
            }
        } else if ("late".equals(event.fact(Fact.ANSWER))) {
            HistoryEvent before = answers.get(name);
            if (before != null) {
                violation(event, "was refused as late although it had taken effect", before, event);
            }
        }
    }

    private static boolean sameAnswer(HistoryEvent one, HistoryEvent other) {
        return one.storeMicros() == other.storeMicros()
                && one.revision() == other.revision()
                && one.dueMs() == other.dueMs()
                && String.valueOf(one.fact(Fact.ANSWER)).equals(other.fact(Fact.ANSWER))
                && String.valueOf(one.fact(Fact.REACHED)).equals(String.valueOf(other.fact(Fact.REACHED)))
                && String.valueOf(one.fact(Fact.LAST)).equals(String.valueOf(other.fact(Fact.LAST)));
    }

    /** A number of a claim that was answered gives nothing new. */
    private void checkClaims(HistoryEvent event) {
        String number = event.fact(Fact.MEMBER) + ' ' + event.fact(Fact.PARTITION) + ' ' + event.fact(Fact.NUMBER);
        HistoryEvent first = firstAnswers.putIfAbsent(number, event);
        Set<String> tokens = given.computeIfAbsent(number, any -> new TreeSet<>());
        String token = event.job() + ' ' + event.token();
        if (first != null && !isSameAnswer(first, event) && event.token() > 0 && !tokens.contains(token)) {
            violation(event, "gave something new when it came again", first, event);
        }
        if (event.token() > 0) {
            tokens.add(token);
        }
    }

    /** What a claim gives is an event each, written one after the other. */
    private static boolean isSameAnswer(HistoryEvent one, HistoryEvent other) {
        return String.valueOf(one.fact(Fact.SENT)).equals(other.fact(Fact.SENT)) && one.monoNs() == other.monoNs();
    }

    private void violation(HistoryEvent event, String message, HistoryEvent... evidence) {
        String subject = event.call() == null ? "claim " + event.fact(Fact.NUMBER) : "call " + event.call();
        findings.violation(IDEMPOTENT_CALLS, subject, event.op() + " " + message, List.of(evidence));
    }
}
