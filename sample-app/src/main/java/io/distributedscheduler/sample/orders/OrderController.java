package io.distributedscheduler.sample.orders;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.sample.payments.Payment;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes orders: {@code POST /orders {"customer": "ada", "item": "tea", "cents": 450}}. */
@RestController
@RequestMapping("/orders")
class OrderController {

    private final DistributedScheduler scheduler;

    OrderController(DistributedScheduler scheduler) {
        this.scheduler = scheduler;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Placed place(@RequestBody NewOrder placed) {
        Order order = new Order(JobId.generate().value(), placed.customer(), placed.item(), placed.cents());

        // The order's id names the event and the job: were this request repeated, nothing would happen twice.
        long reached = scheduler.fire("order-placed", order, order.id());
        scheduler.schedule(Job.of("charge-card")
                .id("payment-" + order.id())
                .payload(new Payment(order.id(), order.customer(), order.cents())));

        return new Placed(order.id(), reached, Map.of("payment", "/payments/" + order.id()));
    }

    record NewOrder(String customer, String item, int cents) {}

    /** The order's id, and how many jobs it set going. */
    record Placed(String order, long jobsReached, Map<String, String> links) {}
}
