package io.distributedscheduler.job;

/** The rule for texts that people or their programs choose: one line of valid Unicode, of limited length. */
final class Line {

    private Line() {}

    /**
     * Answers the text when it is one line.
     *
     * @param what what it is, such as "A job id", for the message
     * @throws IllegalArgumentException when it is longer, holds control characters or line separators, or is not Unicode;
     *     the message says which
     */
    static String check(String what, String text, int maxBytes) {
        if (text.length() > maxBytes || utf8Length(text) > maxBytes) {
            throw new IllegalArgumentException(what + " has at most " + maxBytes + " bytes of UTF-8; this one has "
                    + utf8Length(text) + " and starts with '" + Excerpt.of(text, 32) + "'");
        }
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (Excerpt.isHalf(c)) {
                throw new IllegalArgumentException(
                        what + " must be valid Unicode; this one holds half a surrogate pair at index " + i);
            }
            if (Excerpt.breaksLines(c)) {
                throw new IllegalArgumentException(
                        what + " must not hold control characters; this one has U+%04X at index %d".formatted(c, i));
            }
        }
        return text;
    }

    /** Whether nobody sees anything of it. */
    static boolean isBlank(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.FORMAT);
    }

    private static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair counts two of its four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
