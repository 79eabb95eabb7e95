package io.distributedscheduler.sample.orders;

import io.distributedscheduler.job.JobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.stereotype.Component;

/** What happens when an order is placed: once for each order, on whichever node is free. */
@Component
// For native images: the data of a fire, unlike a payload, is no parameter by which its type could be known.
@RegisterReflectionForBinding(Order.class)
class OrderJobs {

    private static final Logger log = LoggerFactory.getLogger(OrderJobs.class);

    @JobExecutor(eid = "pick-goods", keyword = "order-placed")
    String pick(Order order) {
        log.info("Picking {} for {} (order {})", order.item(), order.customer(), order.id());
        return "picked " + order.item();
    }

    @JobExecutor(eid = "confirm-order", keyword = "order-placed")
    String confirm(Order order) {
        log.info("Mailing {} that order {} has arrived", order.customer(), order.id());
        return "mailed " + order.customer();
    }
}
