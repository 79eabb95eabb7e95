package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.NodeId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;

/** The row at which a result stands, by column. */
record Row(ResultSet results) {

    String text(String column) {
        return get(() -> results.getString(column));
    }

    String name(String column) {
        return get(() -> new String(results.getBytes(column), StandardCharsets.UTF_8));
    }

    String text(int column) {
        return get(() -> results.getString(column));
    }

    String name(int column) {
        return get(() -> new String(results.getBytes(column), StandardCharsets.UTF_8));
    }

    Optional<String> maybeName(String column) {
        return get(() ->
                Optional.ofNullable(results.getBytes(column)).map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    }

    JobId job(String column) {
        return new JobId(name(column));
    }

    NodeId node(String column) {
        return NodeId.parse(name(column));
    }

    boolean flag(String column) {
        return get(() -> results.getBoolean(column));
    }

    boolean isNull(String column) {
        return get(() -> results.getObject(column) == null);
    }

    long number(String column) {
        return get(() -> results.getLong(column));
    }

    OptionalLong maybe(String column) {
        return isNull(column) ? OptionalLong.empty() : OptionalLong.of(number(column));
    }

    OptionalLong maybe(int column) {
        return get(() ->
                results.getObject(column) == null ? OptionalLong.empty() : OptionalLong.of(results.getLong(column)));
    }

    Instant ms(String column) {
        return Instant.ofEpochMilli(number(column));
    }

    Instant micros(String column) {
        return Micros.instant(number(column));
    }

    /** The only column, a time. */
    Instant instant() {
        return get(() -> results.getObject(1, OffsetDateTime.class).toInstant());
    }

    private static <T> T get(Reading<T> reading) {
        try {
            return reading.get();
        } catch (SQLException e) {
            throw Sql.failed(e);
        }
    }

    private interface Reading<T> {
        T get() throws SQLException;
    }
}
