package execution.results.nmap;

import java.util.Arrays;

/**
 * Makes texts of characters. The same text comes thousands of times in a file, so those that came last are kept and
 * given again. Of a short text the characters are packed into two numbers, which are compared at once.
 */
final class Texts {

    private static final int SHORT = 16;
    private static final int SHORT_SLOTS = 4_096;

    /** The most characters of a text that is kept, such as the CPE of a software. */
    private static final int LONGEST_KEPT = 64;

    private static final int LONG_SLOTS = 256;

    private final String[] shortTexts = new String[SHORT_SLOTS];
    private final long[] packed = new long[2 * SHORT_SLOTS];
    private final String[] longTexts = new String[LONG_SLOTS];
    private final char[][] characters = new char[LONG_SLOTS][];

    String of(char[] from, int start, int length) {
        if (length == 0) {
            return "";
        }
        if (length > SHORT) {
            return length > LONGEST_KEPT ? new String(from, start, length) : ofLong(from, start, start + length);
        }
        int all = 0;
        long first = 0;
        int half = Math.min(length, 8);
        for (int i = start; i < start + half; i++) {
            all |= from[i];
            first = first << 8 | from[i];
        }
        long second = 0;
        for (int i = start + half; i < start + length; i++) {
            all |= from[i];
            second = second << 8 | from[i];
        }
        if (all > 0xff) {
            return new String(from, start, length);
        }
        long hash = (first * 31 + second) * 0x9E3779B97F4A7C15L;
        int slot = (int) (hash >>> 52);
        if (packed[2 * slot] != first || packed[2 * slot + 1] != second) {
            packed[2 * slot] = first;
            packed[2 * slot + 1] = second;
            shortTexts[slot] = new String(from, start, length);
        }
        return shortTexts[slot];
    }

    private String ofLong(char[] from, int start, int end) {
        // Texts that are alike mostly differ at their ends, so a few characters tell them apart.
        int hash = 31 * (31 * from[end - 1] + from[end - 2]) + from[(start + end) / 2] + end - start;
        int slot = hash * 0x9E3779B9 >>> 24;
        char[] before = characters[slot];
        if (before == null || !Arrays.equals(from, start, end, before, 0, before.length)) {
            characters[slot] = Arrays.copyOfRange(from, start, end);
            longTexts[slot] = new String(from, start, end - start);
        }
        return longTexts[slot];
    }
}
