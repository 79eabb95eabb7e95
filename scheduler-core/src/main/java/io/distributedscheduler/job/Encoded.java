package io.distributedscheduler.job;

import java.lang.reflect.Type;

/**
 * A payload, result or fire datum as the store keeps it: JSON, read as whatever type the reader asks for. The store
 * never says which class it was.
 */
public interface Encoded {

    /** The JSON text. */
    String json();

    /**
     * Reads the value as {@code type}.
     *
     * @throws UnreadableDataException when the JSON does not fit the type
     */
    <T> T as(Class<T> type);

    /**
     * Reads the value as a generic type, such as {@code List<Order>}.
     *
     * @throws UnreadableDataException when the JSON does not fit the type
     */
    Object as(Type type);
}
