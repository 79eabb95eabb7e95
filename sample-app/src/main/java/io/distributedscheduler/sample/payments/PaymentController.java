package io.distributedscheduler.sample.payments;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.job.RunError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows how an order's payment went, attempt by attempt: {@code GET /payments/{order}}. */
@RestController
@RequestMapping("/payments")
class PaymentController {

    private final DistributedScheduler scheduler;

    PaymentController(DistributedScheduler scheduler) {
        this.scheduler = scheduler;
    }

    @GetMapping("/{order}")
    List<Attempt> attempts(@PathVariable String order) {
        return scheduler.runs(new JobId("payment-" + order)).stream()
                .map(Attempt::of)
                .toList();
    }

    record Attempt(
            int attempt,
            String outcome,
            String node,
            @Nullable Receipt receipt,
            @Nullable String error) {

        static Attempt of(Run run) {
            return new Attempt(
                    run.attempt(),
                    run.outcome().name(),
                    run.node(),
                    run.result(Receipt.class).orElse(null),
                    run.error().map(RunError::message).orElse(null));
        }
    }
}
