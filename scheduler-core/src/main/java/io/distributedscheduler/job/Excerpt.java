package io.distributedscheduler.job;

/** Shows a refused text in a message: shortened, on one line, and without half a character. */
final class Excerpt {

    private Excerpt() {}

    /** At most so many characters of the text; what would not print is shown as <code>&#92;uXXXX</code>. */
    static String of(String text, int length) {
        StringBuilder shown = new StringBuilder();
        int end = text.length() <= length ? text.length() : length;
        if (end < text.length() && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))) {
            end--;
        }
        text.substring(0, end).codePoints().forEach(c -> {
            if (breaksLines(c) || isHalf(c)) {
                shown.append("\\u%04X".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return end < text.length() ? shown + "..." : shown.toString();
    }

    /** Whether it is a control character, or separates lines or paragraphs. */
    static boolean breaksLines(int codePoint) {
        return Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.LINE_SEPARATOR
                || Character.getType(codePoint) == Character.PARAGRAPH_SEPARATOR;
    }

    /** Whether it is half a surrogate pair, which no encoding can write. */
    static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
