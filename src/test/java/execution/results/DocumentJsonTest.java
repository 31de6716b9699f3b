package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.ExecutionStatus;
import execution.model.UnusableMessageException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentJsonTest {

    private static String json(Object value) {
        return new String(new DocumentJson().write(value, 1_000), StandardCharsets.US_ASCII);
    }

    private static Object nested(int levels) {
        Object value = "inmost";
        for (int level = 0; level < levels; level++) {
            value = List.of(value);
        }
        return value;
    }

    @Test
    void shouldWriteJsonInAscii() {
        assertThat(json(Arrays.asList(null, true, "a\"b", 'c', 1, 2L, (short) 3, (byte) 4, 1.5, 2.5f)))
                .isEqualTo("[null,true,\"a\\\"b\",\"c\",1,2,3,4,1.5,2.5]");
        assertThat(json(List.of(new BigInteger("12345678901234567890"), new BigDecimal("1.50"))))
                .isEqualTo("[12345678901234567890,1.50]");
        assertThat(json(Map.of("\u20ac", List.of("\ud83d\ude00"))))
                .isEqualToIgnoringCase("{\"\\u20ac\":[\"\\ud83d\\ude00\"]}");
        assertThat(json(ExecutionStatus.RUNNING)).isEqualTo("\"RUNNING\"");
        assertThat(json(Double.NaN)).isEqualTo("\"NaN\"");
    }

    @Test
    void shouldWriteHalfOfAPairOfCharacters() {
        assertThat(json("\ud800")).isEqualToIgnoringCase("\"\\ud800\"");
        assertThat(json("\udc00x")).isEqualToIgnoringCase("\"\\udc00x\"");
    }

    @Test
    void shouldRefuseWhatIsTooLargeOrTooDeepBeforeItIsWritten() {
        assertThat(json("x".repeat(990))).hasSize(992);
        assertThatThrownBy(() -> json("x".repeat(1_001)))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("one document of the results has more than 1000 bytes");
        assertThatThrownBy(() -> new DocumentJson().write(java.util.Collections.nCopies(50_000, 1), 1_000))
                .isInstanceOf(UnusableMessageException.class);
        assertThat(json(nested(100))).startsWith("[[[");
        assertThatThrownBy(() -> json(nested(101)))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("100 levels");
        assertThatThrownBy(() -> json(Map.of("deep", nested(100)))).isInstanceOf(UnusableMessageException.class);
        assertThat(json(Map.of("deep", nested(99)))).startsWith("{\"deep\":[[");
    }

    @Test
    void shouldRefuseWhatIsNoJson() {
        assertThatThrownBy(() -> json(Map.of("thread", new Object())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a value of a document: java.lang.Object");
        assertThatThrownBy(() -> json(new java.util.concurrent.atomic.AtomicLong()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldWriteTheNextDocumentAsIfItWereTheFirst() {
        DocumentJson writer = new DocumentJson();
        assertThat(writer.write(Map.of("a", 1), 1_000)).asString().isEqualTo("{\"a\":1}");
        assertThat(writer.write("b", 1_000)).asString().isEqualTo("\"b\"");
        assertThat(writer.write(List.of("x".repeat(100_000)), 200_000)).hasSize(100_004);
        assertThat(writer.write(2, 1_000)).asString().isEqualTo("2");
        for (Object refused : List.of(List.of(1, new Object()), nested(101), Map.of("a", "x".repeat(1_001)))) {
            assertThatThrownBy(() -> writer.write(refused, 1_000)).isInstanceOf(RuntimeException.class);
            assertThat(writer.write(Map.of("a", 1), 1_000)).asString().isEqualTo("{\"a\":1}");
        }
    }
}
