package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.UnusableMessageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DocumentsContextTest {

    private static final String HOST = "df38ac1f5d23a117ab7eccc2889c68b2112d05392e82c9ed55982e7049674068";
    private static final String PORT = "2eea34530f44ea01ab293fcdd5af6902eb00a9eb88ef6bd6d71ef7aea9e11856";
    private static final String END = "e82bd778e8e2477ca067dfb3124060cf676a6a1cc13f750c238bd46f146f83a7";
    private static final int MOST_MESSAGE = 10_000;
    private static final int MOST_POSTED = 100_000;
    private static final Scan SCAN = new Scan(
            "nmap",
            "scan-1",
            "2019-04-17T12:55:00Z",
            "2019-04-17T12:56:27Z",
            "executions-results",
            "documents/demo/event/execution/1/");

    private final List<DocumentsMessage> messages = new ArrayList<>();
    private final DocumentsContext context = context(messages::add);

    private static DocumentsContext context(Consumer<DocumentsMessage> publisher) {
        return new DocumentsContext(new Documents(SCAN, MOST_MESSAGE), MOST_POSTED, publisher);
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            fields.put((String) namesAndValues[at], namesAndValues[at + 1]);
        }
        return fields;
    }

    private static Map<String, Object> host(String address) {
        return fields("address", address, "address_type", "ipv4");
    }

    private static JsonNode json(DocumentsMessage message) {
        try {
            return new ObjectMapper().readTree(message.body());
        } catch (Exception e) {
            throw new AssertionError(message.body(), e);
        }
    }

    private JsonNode published() {
        context.publish();
        assertThat(messages).hasSize(1);
        return json(messages.get(0));
    }

    /** Each document of the messages, as type, key and data, in order. */
    private static List<String> documents(List<DocumentsMessage> messages) {
        List<String> all = new ArrayList<>();
        for (DocumentsMessage message : messages) {
            json(message).get("__docs").fields().forEachRemaining(type -> type.getValue()
                    .forEach(document -> all.add(type.getKey() + " " + document)));
        }
        return all;
    }

    @Test
    void shouldPublishTheMessageThatTodaysUsersRead() {
        context.pushContext(host("1.2.3.4"));
        context.postResults("data", fields("status", "up", "uptime", null), false);
        context.pushContext(fields("port_id", "22", "protocol", "tcp"));
        context.postResults("ports", fields("product", "OpenSSH"), false);
        context.popContext();
        context.publish();

        assertThat(messages).hasSize(1);
        DocumentsMessage message = messages.get(0);
        assertThat(message.subject()).isEqualTo("nmap");
        assertThat(message.parentKey()).isEqualTo(HOST);
        assertThat(message.temporalKey()).isEqualTo(END);
        assertThat(message.large()).isEmpty();
        assertThat(message.body())
                .isEqualTo("{\"scan_id\":\"scan-1\",\"scan_start_time\":\"2019-04-17T12:55:00Z\","
                        + "\"scan_end_time\":\"2019-04-17T12:56:27Z\",\"__docs\":{"
                        + "\"data\":[{\"NonTemporalKey\":\"" + HOST + "\",\"Data\":{\"address\":\"1.2.3.4\","
                        + "\"address_type\":\"ipv4\",\"status\":\"up\",\"uptime\":null,\"__ParentKey\":\"" + HOST
                        + "\"}}],\"ports\":[{\"NonTemporalKey\":\"" + PORT
                        + "\",\"Data\":{\"address\":\"1.2.3.4\",\"address_type\":\"ipv4\",\"port_id\":\"22\","
                        + "\"protocol\":\"tcp\",\"product\":\"OpenSSH\",\"__ParentKey\":\"" + HOST + "\"}}]}}");
    }

    @Test
    void shouldPublishWhatWasPostedSinceTheLastTime() {
        context.publish();
        assertThat(messages).isEmpty();
        context.pushContext(host("1.2.3.4"));
        context.postResults("data", fields("n", 1), false);
        context.publish();
        context.publish();
        context.postResults("data", fields("n", 2), false);
        context.publish();

        assertThat(messages).hasSize(2);
        assertThat(json(messages.get(1)).at("/__docs/data")).hasSize(1);
        assertThat(json(messages.get(1)).at("/__docs/data/0/Data/n").asInt()).isEqualTo(2);
    }

    @Test
    void shouldReplaceADocumentByALaterOneOfTheSameTypeAndKey() {
        context.pushContext(host("1.2.3.4"));
        context.postResults("data", fields("n", 1, "old", true), false);
        context.postResults("other", fields("n", 5), false);
        context.postResults("data", fields("n", 2), false);

        JsonNode docs = published().get("__docs");
        assertThat(docs.get("data")).hasSize(1);
        assertThat(docs.at("/data/0/Data/n").asInt()).isEqualTo(2);
        assertThat(docs.at("/data/0/Data").has("old")).isFalse();
        assertThat(docs.at("/other/0/Data/n").asInt()).isEqualTo(5);
    }

    @Test
    void shouldIncludeSummariesWhereAskedFor() {
        context.pushContext(host("1.2.3.4"));
        context.addSummary("open", 3);
        context.addSummary("open", 4);
        context.postResults("data", fields("summary_open", "of the data"), true);
        context.postResults("bare", fields(), false);

        JsonNode docs = published().get("__docs");
        assertThat(docs.at("/data/0/Data/summary_open").asInt()).isEqualTo(4);
        assertThat(docs.at("/bare/0/Data").has("summary_open")).isFalse();
    }

    @Test
    void shouldForgetSummariesWithTheirParent() {
        context.pushContext(host("1.2.3.4"));
        context.addSummary("open", 3);
        context.pushContext(fields("port_id", "22"));
        context.popContext();
        context.postResults("data", fields(), true);
        context.popContext();
        context.pushContext(host("1.2.3.5"));
        context.postResults("data", fields(), true);
        context.publish();

        assertThat(messages).hasSize(2);
        assertThat(json(messages.get(0)).at("/__docs/data/0/Data").has("summary_open"))
                .isTrue();
        assertThat(json(messages.get(1)).at("/__docs/data/0/Data").has("summary_open"))
                .isFalse();
    }

    @Test
    void shouldPublishAMessageForEachParent() {
        for (String address : List.of("1.2.3.4", "1.2.3.5")) {
            context.pushContext(host(address));
            context.postResults("data", fields(), false);
            context.popContext();
        }
        context.publish();

        assertThat(messages).hasSize(2);
        assertThat(messages.get(0).parentKey()).isEqualTo(HOST);
        assertThat(messages.get(1).parentKey()).isNotEqualTo(HOST);
        assertThat(json(messages.get(1)).at("/__docs/data/0/Data/__ParentKey").asText())
                .isEqualTo(messages.get(1).parentKey());
    }

    @Test
    void shouldReplaceAFieldOfTheKeyInItsPlace() {
        context.pushContext(fields("address", "0.0.0.0", "address_type", "ipv4"));
        context.pushContext(fields("address", "1.2.3.4"));
        context.postResults("data", fields("address", "of the data"), false);

        JsonNode document = published().at("/__docs/data/0");
        assertThat(document.get("NonTemporalKey").asText()).isEqualTo(HOST);
        assertThat(document.at("/Data/address").asText()).isEqualTo("of the data");
        assertThat(document.at("/Data/__ParentKey").asText()).isNotEqualTo(HOST);
    }

    @Test
    void shouldPostWithoutAKeyAsPythonDoes() {
        context.postResults("data", fields("__ParentKey", "of the data"), false);

        JsonNode document = published().at("/__docs/data/0");
        String empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assertThat(document.get("NonTemporalKey").asText()).isEqualTo(empty);
        assertThat(document.at("/Data/__ParentKey").asText()).isEqualTo(empty);
    }

    @Test
    void shouldGiveTheKeyBackThatWasBefore() {
        context.pushContext(host("1.2.3.4"));
        context.pushContext(fields("port_id", "22"));
        context.popContext();
        context.postResults("data", fields(), false);

        assertThat(published().at("/__docs/data/0/NonTemporalKey").asText()).isEqualTo(HOST);
        context.popContext();
        assertThatThrownBy(context::popContext)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("popContext");
    }

    @Test
    void shouldRefuseAKeyWhoseOrderIsNotSaid() {
        assertThatThrownBy(() -> context.pushContext(Map.of("a", 1, "b", 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("order");
        assertThatThrownBy(() -> context.pushContext(new HashMap<>(Map.of("a", 1, "b", 2))))
                .isInstanceOf(IllegalArgumentException.class);
        context.pushContext(Map.of("a", 1));
        context.pushContext(new TreeMap<>(Map.of("b", 1, "c", 2)));
        context.postResults("data", fields(), false);

        assertThat(published().at("/__docs/data/0/Data/c").asInt()).isEqualTo(2);
    }

    @Test
    void shouldRefuseKeysSummariesAndTypesThatAreTooLong() {
        context.pushContext(fields("k", "x".repeat(4_000)));
        assertThatThrownBy(() -> context.pushContext(fields("l", "x".repeat(100))))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("4096");
        context.addSummary("s", "x".repeat(65_000));
        assertThatThrownBy(() -> context.addSummary("t", "x".repeat(600)))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("65536");
        for (String type : new String[] {null, "", "x".repeat(201)}) {
            assertThatThrownBy(() -> context.postResults(type, fields(), false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        context.postResults("x".repeat(200), fields(), false);
    }

    @Test
    void shouldDivideWhatIsTooLargeForOneMessageByDocuments() {
        context.pushContext(host("1.2.3.4"));
        for (int number = 0; number < 200; number++) {
            context.pushContext(fields("number", number));
            context.postResults(number < 100 ? "first" : "second", fields("text", "\u20ac".repeat(number)), false);
            context.popContext();
        }
        context.publish();

        assertThat(messages).hasSizeGreaterThan(10).allSatisfy(message -> {
            assertThat(message.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(MOST_MESSAGE);
            assertThat(message.parentKey()).isEqualTo(HOST);
            assertThat(json(message).get("scan_id").asText()).isEqualTo("scan-1");
        });
        List<String> all = documents(messages);
        assertThat(all).hasSize(200);
        assertThat(all.get(150)).startsWith("second ").contains("\"number\":150,\"text\":\"" + "\u20ac".repeat(150));
    }

    @Test
    void shouldPutADocumentBesideTheMessageThatFitsIntoNone() {
        context.pushContext(host("1.2.3.4"));
        context.postResults("small", fields("n", 1), false);
        context.pushContext(fields("port_id", "22", "protocol", "tcp"));
        context.postResults("large", fields("text", "x".repeat(MOST_MESSAGE)), false);
        context.popContext();
        context.postResults("small too", fields("n", 2), false);

        JsonNode message = published();
        assertThat(message.at("/__docs/small too/0/Data/n").asInt()).isEqualTo(2);
        JsonNode document = message.at("/__docs/large/0");
        assertThat(document.get("NonTemporalKey").asText()).isEqualTo(PORT);
        assertThat(document.at("/Data/__ParentKey").asText()).isEqualTo(HOST);
        assertThat(messages.get(0).large()).hasSize(1);
        DocumentsMessage.LargeDocument large = messages.get(0).large().get(0);
        assertThat(large.bucket()).isEqualTo("executions-results");
        assertThat(large.key()).matches("documents/demo/event/execution/1/[0-9a-f]{32}\\.json");
        assertThat(document.at("/Data/__Document").asText()).isEqualTo("s3://executions-results/" + large.key());
        assertThat(new String(large.json(), StandardCharsets.US_ASCII))
                .contains("\"protocol\":\"tcp\",\"text\":\"xxx")
                .endsWith("\"__ParentKey\":\"" + HOST + "\"}");
    }

    private List<DocumentsMessage> publishedWith(String type, int first, int second) {
        messages.clear();
        context.postResults("data", fields("text", "x".repeat(first)), false);
        context.pushContext(fields("second", true));
        context.postResults(type, fields("text", "x".repeat(second)), false);
        context.popContext();
        context.publish();
        return messages;
    }

    private static int bytes(DocumentsMessage message) {
        return message.body().length();
    }

    @Test
    void shouldFillMessagesToTheLastByte() {
        context.pushContext(host("1.2.3.4"));
        for (String type : List.of("data", "other")) {
            int left = MOST_MESSAGE - bytes(publishedWith(type, 1_000, 0).get(0));

            assertThat(publishedWith(type, 1_000, left)).hasSize(1);
            assertThat(bytes(messages.get(0))).isEqualTo(MOST_MESSAGE);
            assertThat(publishedWith(type, 1_000, left + 1)).hasSize(2);
            assertThat(messages).allMatch(message -> message.large().isEmpty());
        }
        context.postResults("data", fields("text", ""), false);
        messages.clear();
        context.publish();
        int left = MOST_MESSAGE - bytes(messages.get(0));
        for (int more : List.of(0, 1)) {
            messages.clear();
            context.postResults("data", fields("text", "x".repeat(left + more)), false);
            context.publish();
            assertThat(messages.get(0).large()).hasSize(more);
        }
    }

    @Test
    void shouldGiveTheSameMessagesForTheSamePosts() {
        List<DocumentsMessage> again = new ArrayList<>();
        for (DocumentsContext one : List.of(context, context(again::add))) {
            one.pushContext(host("1.2.3.4"));
            one.postResults("large", fields("text", "x".repeat(MOST_MESSAGE)), false);
            one.postResults("data", fields("n", 1.5), false);
            one.publish();
        }

        assertThat(messages).usingRecursiveComparison().isEqualTo(again).isNotEqualTo(List.of());
    }

    @Test
    void shouldKeepNoMoreInMemoryThanItMay() {
        List<Integer> sizes = new ArrayList<>();
        DocumentsContext careless = context(message -> sizes.add(message.body().length()));
        careless.pushContext(host("1.2.3.4"));
        int documents = 20_000;
        AtomicLong between = new AtomicLong();
        for (int number = 0; number < documents; number++) {
            careless.pushContext(fields("number", number));
            careless.postResults("data", fields("n", number), false);
            careless.popContext();
            between.set(sizes.size());
        }
        assertThat(between.get()).isGreaterThan(documents / 50);
        careless.publish();

        assertThat(sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(MOST_MESSAGE));
        assertThat(sizes.size() - between.get()).isLessThan(MOST_POSTED / 1_000);
    }

    @Test
    void shouldNotCountADocumentThatIsReplacedTwice() {
        context.pushContext(host("1.2.3.4"));
        for (int number = 0; number < 100; number++) {
            context.postResults("data", fields("text", "x".repeat(2_000)), false);
        }

        assertThat(messages).isEmpty();
    }

    @Test
    void shouldKeepFindings() {
        assertThat(context.hasFindings()).isFalse();
        context.findings();
        assertThat(context.hasFindings()).isTrue();
    }
}
