package io.distributedscheduler.trigger;

/**
 * Stores and reads one type of trigger of your own, under a name of its own.
 *
 * <p>Every node that shall run such jobs needs the type; a node that lacks it leaves them to the others. Once jobs are
 * stored, the name must stay, and {@link #read} must go on reading what earlier versions wrote.
 *
 * @param <T> the trigger
 */
public interface TriggerType<T extends Trigger> {

    /** The name under which triggers of this type are stored: {@code [a-z][a-z0-9-]*}, unique in the application. */
    String name();

    /** The class whose instances this type writes; subclasses are not included. */
    Class<T> type();

    /** The trigger as text, whatever {@link #read} understands. Equal triggers have equal texts. */
    String write(T trigger);

    /**
     * The trigger that was written, equal to the original.
     *
     * @throws RuntimeException when the text is not understood; the job is then {@code FAILED}, others are not affected
     */
    T read(String text);
}
