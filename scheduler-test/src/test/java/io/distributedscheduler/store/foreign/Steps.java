package io.distributedscheduler.store.foreign;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;

/** Runs steps one after the other, in whatever process, and looks at any time. */
final class Steps {

    private final DataSource database;
    private final StoreTime time;
    private final SqlSignals signals;

    Steps(DataSource database, StoreTime time, SqlSignals signals) {
        this.database = database;
        this.time = time;
        this.signals = signals;
    }

    /** Takes one step. Its signals are sent when everybody can see what it did. */
    <A> A step(Function<Step, A> work) {
        Committed<A> done = inTransaction(Connection.TRANSACTION_READ_COMMITTED, sql -> {
            sql.list("SELECT 1 FROM layout FOR UPDATE", row -> row);
            Step step = new Step(sql, Micros.cut(time.read(sql)));
            A answer = work.apply(step);
            step.end();
            return new Committed<>(answer, step);
        });
        signals.send(done.step().signals());
        return done.answer();
    }

    /** Reads without waiting for anybody, all of one moment. */
    <A> A look(Function<Sql, A> work) {
        return inTransaction(Connection.TRANSACTION_SERIALIZABLE, work);
    }

    private <A> A inTransaction(int isolation, Function<Sql, A> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(isolation);
            boolean done = false;
            try {
                A answer = work.apply(new Sql(connection));
                connection.commit();
                done = true;
                return answer;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw Sql.failed(e);
        }
    }

    private record Committed<A>(A answer, Step step) {}
}
