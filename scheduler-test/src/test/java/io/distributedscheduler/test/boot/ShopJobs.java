package io.distributedscheduler.test.boot;

import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.test.boot.ShopApplication.Mails;
import io.distributedscheduler.test.boot.ShopApplication.Order;
import org.springframework.stereotype.Component;

@Component
class ShopJobs {

    private final Mails mails;

    ShopJobs(Mails mails) {
        this.mails = mails;
    }

    @JobExecutor(eid = "report", id = "shop.report", cron = "0 0 2 * * *", zone = "Europe/Paris")
    String report() {
        return mails.send("the report");
    }

    @JobExecutor(eid = "confirm", keyword = "order-placed", id = "shop.confirm")
    String confirm(Order order) {
        return mails.send(order.item());
    }
}
