package io.distributedscheduler.boot.transaction;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.boot.Contexts;
import io.distributedscheduler.job.JobExecutor;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with a database, whose jobs look for the order that they are about. */
record Shop(ApplicationContext context) {

    record Order(int number) {}

    static ApplicationContextRunner inMemory() {
        return with(Contexts.inMemory());
    }

    static ApplicationContextRunner with(ApplicationContextRunner runner) {
        DataSource database = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        new JdbcTemplate(database).execute("create table orders (number int primary key)");
        return runner.withBean(DataSource.class, () -> database)
                .withBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(database))
                .withBean(Shipping.class, () -> new Shipping(new JdbcTemplate(database)));
    }

    static final class Shipping {

        final Queue<String> shipped = new ConcurrentLinkedQueue<>();
        private final JdbcTemplate database;

        Shipping(JdbcTemplate database) {
            this.database = database;
        }

        /** Answers whether the order is there. */
        @JobExecutor(eid = "ship")
        String ship(Order order) {
            String result = order.number() + (isPlaced(database, order.number()) ? " is there" : " is not there");
            shipped.add(result);
            return result;
        }
    }

    DistributedScheduler scheduler() {
        return context.getBean(DistributedScheduler.class);
    }

    Queue<String> shipped() {
        return context.getBean(Shipping.class).shipped;
    }

    void place(int number) {
        new JdbcTemplate(context.getBean(DataSource.class)).update("insert into orders values (?)", number);
    }

    boolean isPlaced(int number) {
        return isPlaced(new JdbcTemplate(context.getBean(DataSource.class)), number);
    }

    private static boolean isPlaced(JdbcTemplate database, int number) {
        return Integer.valueOf(1)
                .equals(database.queryForObject("select count(*) from orders where number = ?", Integer.class, number));
    }

    TransactionTemplate transaction(int propagation) {
        TransactionTemplate template = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        template.setPropagationBehavior(propagation);
        return template;
    }

    void commit(Consumer<DistributedScheduler> work) {
        transaction(TransactionDefinition.PROPAGATION_REQUIRED)
                .executeWithoutResult(status -> work.accept(scheduler()));
    }

    void rollBack(Consumer<DistributedScheduler> work) {
        transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(status -> {
            work.accept(scheduler());
            status.setRollbackOnly();
        });
    }
}
