package execution.results.nmap;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The fields of a document in the order in which they were put. A document has a dozen fields, and a file has a hundred
 * thousand documents, so a field takes two places of an array here instead of an entry of a hash table.
 */
final class DocumentFields extends AbstractMap<String, Object> {

    private Object[] namesAndValues;
    private int used;

    /**
     * @param expected how many fields there will be; there may be more
     */
    DocumentFields(int expected) {
        namesAndValues = new Object[2 * expected];
    }

    /** Adds a field that the document does not have. */
    DocumentFields add(String name, Object value) {
        if (used == namesAndValues.length) {
            namesAndValues = Arrays.copyOf(namesAndValues, Math.max(8, 2 * used));
        }
        namesAndValues[used] = name;
        namesAndValues[used + 1] = value;
        used += 2;
        return this;
    }

    @Override
    public Object put(String name, Object value) {
        int place = place(name);
        if (place < 0) {
            add(name, value);
            return null;
        }
        Object before = namesAndValues[place + 1];
        namesAndValues[place + 1] = value;
        return before;
    }

    @Override
    public Object get(Object name) {
        int place = place(name);
        return place < 0 ? null : namesAndValues[place + 1];
    }

    @Override
    public boolean containsKey(Object name) {
        return place(name) >= 0;
    }

    @Override
    public int size() {
        return used / 2;
    }

    private int place(Object name) {
        for (int i = 0; i < used; i += 2) {
            if (namesAndValues[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Object>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return used / 2;
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, Object>> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < used;
        }

        @Override
        public Map.Entry<String, Object> next() {
            if (next >= used) {
                throw new NoSuchElementException();
            }
            next += 2;
            return new SimpleImmutableEntry<>((String) namesAndValues[next - 2], namesAndValues[next - 1]);
        }
    }
}
