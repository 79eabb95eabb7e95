package io.distributedscheduler.redis;

import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.Promotion;
import java.util.List;

/** Fires keywords, and makes the jobs pending that wait for them. */
final class Firing {

    private static final int MOST_PROMOTED_A_CALL = 500;

    private final ScriptRunner scripts;

    Firing(ScriptRunner scripts) {
        this.scripts = scripts;
    }

    FireAnswer fire(Call call, FireRequest request) {
        String keyword = request.keyword();
        Answer answer = scripts.run(
                "fire",
                request.partition(),
                call,
                List.of(
                        Keys.keyword(keyword),
                        Keys.waiting(keyword),
                        Keys.fires(keyword),
                        Keys.event(keyword, request.eventId())),
                List.of(
                        keyword,
                        request.eventId(),
                        request.data(),
                        Integer.toString(JobStore.MAX_QUEUED_FIRES),
                        Texts.millis(JobStore.EVENT_MEMORY)));
        return answer.is("full") ? new FireAnswer.Full() : new FireAnswer.Reached(answer.number(), answer.time());
    }

    Promotion promote(int partition, String keyword, int limit) {
        Answer answer = scripts.run(
                "promote",
                partition,
                List.of(Keys.keyword(keyword), Keys.waiting(keyword), Keys.fires(keyword)),
                List.of(keyword, Integer.toString(Math.min(limit, MOST_PROMOTED_A_CALL))));
        return new Promotion(answer.flag(), answer.number());
    }
}
