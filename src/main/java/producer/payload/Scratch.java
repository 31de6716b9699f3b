package producer.payload;

import java.util.Arrays;

/** The buffer in which the bytes of one record after another are put together. Only one thread may use it. */
final class Scratch {
    private byte[] bytes = new byte[512];
    private int length;

    void put(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    void put(byte one) {
        room(1);
        bytes[length++] = one;
    }

    /** Puts a number of 0 or more in decimal digits. */
    void putNumber(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        putDigits(number, digits);
    }

    /** Puts the last decimal digits of a number of 0 or more, with zeros before them if it has fewer. */
    void putDigits(long number, int digits) {
        room(digits);
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Gives a copy of the bytes and empties the buffer. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, length);
        length = 0;
        return taken;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
