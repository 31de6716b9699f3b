package execution.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of executions and lanes as keys of the table and back. */
class KeysTest {

    private static final ExecutionKey KEY = new ExecutionKey("demo", "event", "execution");

    @Test
    void shouldReadTheKeyOfAnExecutionThatItWrote() {
        assertThat(KEY.partitionKey()).isEqualTo("TENANT#demo");
        assertThat(KEY.sortKey()).isEqualTo("JIT_EVENT#event#RUN#execution");
        assertThat(ExecutionKey.of(KEY.partitionKey(), KEY.sortKey())).isEqualTo(KEY);
        assertThat(KEY).hasToString("demo/event/execution");
    }

    @Test
    void shouldSplitAtTheLastMark() {
        ExecutionKey key = new ExecutionKey("demo", "a#RUN#b", "c");

        assertThat(ExecutionKey.of(key.partitionKey(), key.sortKey())).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "TENANT#demo,SLOTS#ecs",
        "LEASE#sweep,JIT_EVENT#a#RUN#b",
        "TENANT#demo,JIT_EVENT#a",
        "TENANT#demo,x#RUN#b"
    })
    void shouldRefuseTheKeyOfAnotherItem(String partition, String sort) {
        assertThatThrownBy(() -> ExecutionKey.of(partition, sort))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sort);
    }

    @Test
    void shouldReadTheKeyOfALaneThatItWrote() {
        Lane lane = new Lane("demo", "ecs");
        Lane marked = new Lane("a#RUNNER#b", "ecs");

        assertThat(lane.indexKey()).isEqualTo("TENANT#demo#RUNNER#ecs");
        assertThat(Lane.ofIndexKey(lane.indexKey())).isEqualTo(lane);
        assertThat(Lane.ofIndexKey(marked.indexKey())).isEqualTo(marked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TENANT#demo", "demo#RUNNER#ecs", ""})
    void shouldRefuseWhatIsTheKeyOfNoLane(String key) {
        assertThatThrownBy(() -> Lane.ofIndexKey(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTellTheFilesThatAreResults() {
        assertThat(ResultsKey.isFileName("scan.txt.tar.gz")).isTrue();
        assertThat(ResultsKey.isFileName("scan.txt")).isFalse();
        assertThat(ResultsKey.isFileName("../scan.tar.gz")).isFalse();
        assertThat(ResultsKey.isFileName(null)).isFalse();
        assertThat(new ResultsKey(KEY, 3, "scan.tar.gz").text())
                .startsWith(ResultsKey.prefix(KEY, 3) + "/")
                .endsWith(ResultsKey.SUFFIX);
    }

    @Test
    void shouldDeriveTheSameIdEverywhere() {
        assertThat(Digests.sha256("a", "b"))
                .isEqualTo("16275ef0f5d0eb9dd9e0a53277549fda5c886358a6872df23c797b13e11455bc");
        assertThat(Digests.id("a", "b")).isEqualTo("16275ef0f5d0eb9dd9e0a53277549fda");
        assertThat(Digests.sha256("a", "")).isEqualTo(Digests.sha256("a", null)).isNotEqualTo(Digests.sha256("a"));
        assertThat(Digests.sha256("ab")).isNotEqualTo(Digests.sha256("ac"));
    }
}
