package io.distributedscheduler.boot;

/** A text of an annotation or a property that does not say what it should; whoever reads it knows where it stands. */
final class InvalidTextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String attribute;
    private final String value;

    InvalidTextException(String attribute, String value, String reason) {
        super(reason);
        this.attribute = attribute;
        this.value = value;
    }

    /** Name of the attribute, as in Java: {@code fixedDelay}. */
    String attribute() {
        return attribute;
    }

    String value() {
        return value;
    }

    /** Why the value is not allowed. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
