package execution.model;

import java.util.List;
import java.util.Map;

/**
 * Estimates how many bytes of memory JSON takes as Java objects, to bound what is kept. The estimate is rather too high
 * than too low. Most of an object with a few small values is the Java objects that hold them.
 */
final class Weights {

    private static final long MAP = 120;
    private static final long ENTRY = 40;
    private static final long LIST = 56;
    private static final long ELEMENT = 8;
    private static final long TEXT = 56;
    private static final long CHARACTER = 2;
    private static final long OTHER = 40;

    private Weights() {}

    /** Of maps, lists, texts, numbers and null, however deep. */
    static long of(Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof String text) {
            return TEXT + CHARACTER * text.length();
        }
        if (value instanceof Map<?, ?> map) {
            long sum = MAP;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += ENTRY + of(entry.getKey()) + of(entry.getValue());
            }
            return sum;
        }
        if (value instanceof List<?> list) {
            long sum = LIST;
            for (Object element : list) {
                sum += ELEMENT + of(element);
            }
            return sum;
        }
        return OTHER;
    }
}
