package execution.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerAnswerTest {

    private static WorkerAnswer read(String body) {
        return WorkerAnswer.read(body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "<html>",
                "{\"id\":\"w\",\"running\":[],\"recent\":[],\"counters\":{}} {}",
                "{\"id\":7,\"running\":[],\"recent\":[],\"counters\":{}}",
                "{\"id\":\"w\",\"running\":{},\"recent\":[],\"counters\":{}}",
                "{\"id\":\"w\",\"running\":[],\"recent\":[],\"counters\":[]}",
                "{\"id\":\"w\",\"running\":[],\"recent\":\"x\",\"counters\":{}}"
            })
    void shouldSayThatAnAnswerCannotBeReadThatIsNone(String body) {
        assertThat(read(body).problem()).isEqualTo("Its answer cannot be read.");
    }

    @Test
    void shouldNotReadWhatIsNestedDeeply() {
        String levels = "[".repeat(100_000);

        assertThat(read(levels).problem()).isEqualTo("Its answer cannot be read.");
        assertThat(read("{\"id\":\"w\",\"running\":" + levels).problem()).isEqualTo("Its answer cannot be read.");
        assertThat(WorkerAnswer.read(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe})
                        .problem())
                .isEqualTo("Its answer cannot be read.");
    }

    @Test
    void shouldShowNoMoreThanAWorkerHas() {
        String many = String.join(",", Collections.nCopies(10_000, "{\"what\":\"x\"}"));
        StringBuilder counters = new StringBuilder("\"a\":1");
        for (int i = 0; i < 5_000; i++) {
            counters.append(",\"c").append(i).append("\":").append(i);
        }

        WorkerAnswer answer = read("{\"id\":\"" + "i".repeat(100_000) + "\",\"running\":[" + many + "],\"recent\":["
                + many + "],\"counters\":{" + counters + "}}");

        assertThat(answer.problem()).isNull();
        assertThat(answer.id()).hasSize(201);
        assertThat(answer.running()).hasSize(256);
        assertThat(answer.recent()).hasSize(100);
        assertThat(answer.counters()).hasSize(50);
    }

    @Test
    void shouldTakeValuesOfOtherKindsAsText() {
        WorkerAnswer answer = read(
                "{\"id\":\"a\\u0000\\u202eb\",\"capacity\":{\"x\":[1]},\"ready\":\"maybe\",\"started\":1e999,"
                        + "\"running\":[7,null,[],{\"what\":[\"<b>\"],\"task\":null}],\"recent\":[],\"counters\":{\"jobs\":{}}}");

        assertThat(answer.id()).isEqualTo("a\ufffd\ufffdb");
        assertThat(answer.capacity()).isEqualTo("{\"x\":[1]}");
        assertThat(answer.state()).isEqualTo("takes no messages");
        assertThat(answer.running()).hasSize(4);
        assertThat(answer.running().get(3)).isEqualTo(new WorkerAnswer.Running("[\"<b>\"]", "", ""));
        assertThat(answer.counters()).containsExactly(new WorkerAnswer.Counter("jobs", ""));
    }
}
