package shared.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedMapTest {

    @Test
    void shouldForgetTheEntryThatWasPutFirst() {
        Map<String, Integer> map = BoundedMap.forgettingOldest(2);
        map.put("a", 1);
        map.put("b", 2);
        map.get("a");
        map.put("c", 3);
        assertThat(map).containsOnlyKeys("b", "c");
    }

    @Test
    void shouldForgetTheEntryThatWasUsedLeast() {
        Map<String, Integer> map = BoundedMap.forgettingLeastUsed(2);
        map.put("a", 1);
        map.put("b", 2);
        map.get("a");
        map.put("c", 3);
        assertThat(map).containsOnlyKeys("a", "c");
    }

    @Test
    void shouldKeepAnEntryThatMayNotBeForgotten() {
        Map<String, Integer> map = BoundedMap.forgettingLeastUsed(2, value -> value > 1);
        map.put("a", 1);
        map.put("b", 2);
        map.put("c", 3);
        assertThat(map).containsOnlyKeys("a", "b", "c");
    }
}
