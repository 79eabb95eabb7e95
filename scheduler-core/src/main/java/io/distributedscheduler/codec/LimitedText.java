package io.distributedscheduler.codec;

import java.io.Writer;

/**
 * JSON of at most so many bytes of UTF-8. What is beyond is counted, to be told, but not kept, and what goes on for
 * ever is broken off: neither a result of gigabytes nor a knot of objects shall take the node's memory.
 *
 * <p>Half a surrogate pair, which UTF-8 cannot hold, becomes an escape, which JSON can: it can stand in a string only.
 */
final class LimitedText extends Writer {

    /** So many bytes above the limit it is enough. */
    private static final int PATIENCE = 4 * 1024 * 1024;

    private static final int CHUNK = 8 * 1024;

    private final int limit;
    private final StringBuilder text = new StringBuilder();
    private long bytes;
    /** The first half of a pair whose other half is still to come; 0 for none. */
    private char high;

    LimitedText(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(char[] chars, int from, int length) {
        int run = from;
        for (int i = from; i < from + length; i++) {
            char c = chars[i];
            if (high == 0 && !Character.isSurrogate(c)) {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            } else {
                keep(chars, run, i);
                surrogate(c);
                run = i + 1;
            }
        }
        keep(chars, run, from + length);
        if (bytes > most()) {
            throw new IllegalStateException("has " + size() + " of JSON");
        }
    }

    @Override
    public void write(String chars, int from, int length) {
        char[] chunk = new char[Math.min(length, CHUNK)];
        for (int i = from; i < from + length; i += CHUNK) {
            int end = Math.min(i + CHUNK, from + length);
            chars.getChars(i, end, chunk, 0);
            write(chunk, 0, end - i);
        }
    }

    @Override
    public void flush() {}

    /** Ends the text: the first half of a pair that it ends with stands alone. */
    @Override
    public void close() {
        if (high != 0) {
            char alone = high;
            high = 0;
            escape(alone);
        }
    }

    boolean isOver() {
        return bytes > limit;
    }

    /** How many bytes were written, for people. */
    String size() {
        return bytes > most() ? "more than " + most() + " bytes" : bytes + " bytes";
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** The character is half a pair, or follows the first half of one. */
    private void surrogate(char c) {
        if (high != 0 && Character.isLowSurrogate(c)) {
            bytes += 4;
            keep(new char[] {high, c}, 0, 2);
            high = 0;
            return;
        }
        close();
        if (Character.isHighSurrogate(c)) {
            high = c;
        } else if (Character.isLowSurrogate(c)) {
            escape(c);
        } else {
            write(new char[] {c}, 0, 1);
        }
    }

    private long most() {
        return (long) limit + PATIENCE;
    }

    private void escape(char half) {
        write("\\u%04X".formatted((int) half).toCharArray(), 0, 6);
    }

    private void keep(char[] chars, int from, int to) {
        if (!isOver()) {
            text.append(chars, from, to - from);
        }
    }
}
