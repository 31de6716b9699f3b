package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.Digests;
import execution.model.UnusableMessageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentKeyTest {

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            fields.put((String) namesAndValues[at], namesAndValues[at + 1]);
        }
        return fields;
    }

    private static void assertHashOfWholeText(DocumentKey key, Map<String, Object> fields) {
        assertThat(List.copyOf(key.fields().entrySet())).isEqualTo(List.copyOf(fields.entrySet()));
        assertThat(key.hash()).isEqualTo(Digests.sha256OfText(PythonText.of(fields)));
    }

    @Test
    void shouldHaveTheHashOfTheWholeTextHoweverItsFieldsWereAdded() {
        Map<String, Object> whole = new LinkedHashMap<>();
        DocumentKey key = DocumentKey.empty();
        assertHashOfWholeText(key, whole);
        for (int number = 0; number < 30; number++) {
            Map<String, Object> more = fields("a" + number, "it's \u20ac \ud83d\ude00 \ud83d", "b" + number, number);
            whole.putAll(more);
            key = key.with(more);
            assertHashOfWholeText(key, whole);
            assertHashOfWholeText(DocumentKey.empty().with(whole), whole);
        }
    }

    @Test
    void shouldBeginOftenFromTheSameParent() {
        DocumentKey host = DocumentKey.empty().with(fields("address", "1.2.3.4"));
        for (int number = 0; number < 10; number++) {
            assertHashOfWholeText(host.with(fields("port", number)), fields("address", "1.2.3.4", "port", number));
        }
        assertHashOfWholeText(host, fields("address", "1.2.3.4"));
    }

    @Test
    void shouldKeepThePlaceOfAFieldThatIsReplaced() {
        DocumentKey key = DocumentKey.empty().with(fields("a", 1, "b", 2)).with(fields("c", 3, "a", 4));

        assertHashOfWholeText(key, fields("a", 4, "b", 2, "c", 3));
        assertHashOfWholeText(key.with(fields("d", 5)), fields("a", 4, "b", 2, "c", 3, "d", 5));
    }

    @Test
    void shouldStayAsItIsWithoutMoreFields() {
        DocumentKey key = DocumentKey.empty().with(fields("a", 1));

        assertHashOfWholeText(key.with(Map.of()), fields("a", 1));
        assertHashOfWholeText(DocumentKey.empty().with(Map.of()), Map.of());
    }

    @Test
    void shouldRefuseATextThatIsTooLong() {
        int around = "{'a': ''}".length();
        DocumentKey most = DocumentKey.empty().with(fields("a", "x".repeat(4_096 - around)));

        assertHashOfWholeText(most, fields("a", "x".repeat(4_096 - around)));
        assertThatThrownBy(() -> DocumentKey.empty().with(fields("a", "x".repeat(4_097 - around))))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("a key of the results has more than 4096 characters");
        assertThatThrownBy(() -> most.with(fields("b", 1))).isInstanceOf(UnusableMessageException.class);
    }
}
