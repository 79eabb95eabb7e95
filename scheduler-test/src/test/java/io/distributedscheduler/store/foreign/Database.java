package io.distributedscheduler.store.foreign;

import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** An empty H2 database in memory, which is gone when it is closed. */
final class Database implements AutoCloseable {

    private static final AtomicLong NUMBER = new AtomicLong();

    private final JdbcConnectionPool connections;

    Database() {
        // Steps wait for each other: on a busy machine for longer than the two seconds that H2 allows.
        String url = "jdbc:h2:mem:scheduler-" + NUMBER.incrementAndGet() + ";LOCK_TIMEOUT=60000";
        this.connections = JdbcConnectionPool.create(url, "sa", "");
        connections.setMaxConnections(50);
    }

    DataSource connections() {
        return connections;
    }

    /** H2 forgets a database in memory with its last connection. */
    @Override
    public void close() {
        connections.dispose();
    }
}
