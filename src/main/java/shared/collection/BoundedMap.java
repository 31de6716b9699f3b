package shared.collection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A map that forgets an entry when it gets one entry more than it may have. It is for what can be found out again, such
 * as rows that were read before. Like other maps of the JDK it has to be guarded where several threads use it.
 */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;
    private static final int CAPACITY = 16;
    private static final float LOAD = 0.75f;

    private final int most;
    private final transient Predicate<? super V> mayBeForgotten;

    private BoundedMap(int most, boolean byUse, Predicate<? super V> mayBeForgotten) {
        super(CAPACITY, LOAD, byUse);
        this.most = most;
        this.mayBeForgotten = mayBeForgotten;
    }

    /**
     * Makes an empty map that forgets the entry whose key was put first.
     *
     * @param most the most entries that the map may have
     */
    public static <K, V> BoundedMap<K, V> forgettingOldest(int most) {
        return new BoundedMap<>(most, false, value -> true);
    }

    /**
     * Makes an empty map that forgets the entry that was neither read nor put for the longest time.
     *
     * @param most the most entries that the map may have
     */
    public static <K, V> BoundedMap<K, V> forgettingLeastUsed(int most) {
        return forgettingLeastUsed(most, value -> true);
    }

    /**
     * Makes an empty map that forgets the entry that was neither read nor put for the longest time, if that entry may
     * be forgotten. If it may not, the map has an entry more than it should until a later one is put.
     *
     * @param most the most entries that the map should have
     * @param mayBeForgotten tells by its value whether an entry may be forgotten
     */
    public static <K, V> BoundedMap<K, V> forgettingLeastUsed(int most, Predicate<? super V> mayBeForgotten) {
        return new BoundedMap<>(most, true, mayBeForgotten);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most && mayBeForgotten.test(eldest.getValue());
    }
}
