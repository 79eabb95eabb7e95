package io.distributedscheduler.sample.payments;

import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobRunner;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Charges a card. The card network is down now and then, and the run is retried until it is back. */
@Component
@JobExecutor(eid = "charge-card")
class ChargeCard implements JobRunner<Payment, Receipt> {

    private static final Logger log = LoggerFactory.getLogger(ChargeCard.class);

    /** However bad the day: the network is back by then, so that a payment never uses up its attempts. */
    private static final int MOST_FAILURES = 2;

    private final RandomGenerator random = RandomGenerator.getDefault();
    private final double failureRate;

    ChargeCard(@Value("${shop.payments.failure-rate:0.3}") double failureRate) {
        this.failureRate = failureRate;
    }

    @Override
    public Receipt run(JobContext<Payment> context) {
        Payment payment = context.payload();
        if (context.attempt() <= MOST_FAILURES && random.nextDouble() < failureRate) {
            throw new IllegalStateException("the card network does not answer");
        }
        // The run id is the same in every attempt, so a real card network would charge only once.
        log.info("Charged {} {} cents in attempt {}", payment.customer(), payment.cents(), context.attempt());
        return new Receipt(context.runId().toString(), payment.cents());
    }
}
