package execution.model;

import java.util.List;
import java.util.Map;

/**
 * About how many bytes of memory JSON takes as Java objects: for bounds on what is kept, so rather too much than too little. An
 * object of a few small values is mostly the objects that hold them.
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
