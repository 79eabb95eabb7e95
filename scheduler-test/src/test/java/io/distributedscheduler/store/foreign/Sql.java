package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.NodeId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The statements of one connection. Ids and {@link #name names} become bytes, an empty optional becomes null. */
final class Sql {

    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** A name as it is kept. */
    static byte[] name(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /** Names as one parameter, an array. */
    static Object[] names(Collection<String> names) {
        return names.stream().map(Sql::name).toArray();
    }

    /** Answers how many rows were changed. */
    int update(String statement, Object... parameters) {
        try (PreparedStatement prepared = prepare(statement, parameters)) {
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    <T> List<T> list(String query, Function<Row, T> reader, Object... parameters) {
        try (PreparedStatement prepared = prepare(query, parameters);
                ResultSet results = prepared.executeQuery()) {
            Row row = new Row(results);
            List<T> found = new ArrayList<>();
            while (results.next()) {
                found.add(reader.apply(row));
            }
            return found;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    <T> Optional<T> first(String query, Function<Row, T> reader, Object... parameters) {
        return list(query, reader, parameters).stream().findFirst();
    }

    /** The one number that the query answers; empty when it is null. */
    OptionalLong number(String query, Object... parameters) {
        return first(query, row -> row.maybe(1), parameters).orElseThrow();
    }

    /** How many, by a query that counts. */
    long count(String query, Object... parameters) {
        return number(query, parameters).orElseThrow();
    }

    boolean exists(String query, Object... parameters) {
        return !list(query, row -> row, parameters).isEmpty();
    }

    static JobStoreException failed(SQLException cause) {
        return new JobStoreException("The database could not answer: " + cause.getMessage(), cause);
    }

    private PreparedStatement prepare(String statement, Object... parameters) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        try {
            for (int i = 0; i < parameters.length; i++) {
                prepared.setObject(i + 1, kept(parameters[i]));
            }
            return prepared;
        } catch (SQLException | RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    private static @Nullable Object kept(Object parameter) {
        if (parameter instanceof JobId id) {
            return name(id.value());
        }
        if (parameter instanceof Handle handle) {
            return name(handle.text());
        }
        if (parameter instanceof NodeId node) {
            return name(node.toString());
        }
        if (parameter instanceof Enum<?> constant) {
            return constant.name();
        }
        if (parameter instanceof OptionalLong number) {
            return number.isPresent() ? number.getAsLong() : null;
        }
        if (parameter instanceof Optional<?> optional) {
            return optional.isPresent() ? kept(optional.get()) : null;
        }
        return parameter;
    }
}
