package execution.results;

import execution.model.Digests;
import execution.results.DocumentsMessage.LargeDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes messages of the documents of one parent. Documents that do not fit into one message are divided among several,
 * in their order. A document that does not fit into any is put beside the message, which then says where it is.
 */
final class Documents {

    /** The field of a document with the hash of its parent's key. */
    static final String PARENT_KEY = "__ParentKey";

    /** The field of a document that says where the whole document is. */
    static final String DOCUMENT = "__Document";

    private static final String BEFORE_KEY = "{\"NonTemporalKey\":\"";
    private static final String BEFORE_DATA = "\",\"Data\":";
    private static final String AFTER_TYPE = ":[";
    private static final String NEXT_TYPE = "],";
    private static final String END = "]}}";
    private static final int HASH = 64;
    private static final int MOST_HEAD = 16_384;

    private final DocumentJson writer = new DocumentJson();
    private final Scan scan;
    private final String head;
    private final int most;

    /**
     * @param most how many bytes the body of a message may have
     */
    Documents(Scan scan, int most) {
        this.scan = scan;
        this.most = most;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("scan_id", scan.id());
        fields.put("scan_start_time", scan.start());
        fields.put("scan_end_time", scan.end());
        String json = json(fields);
        this.head = json.substring(0, json.length() - 1) + ",\"__docs\":{";
    }

    /**
     * Makes messages, at least one where there are documents.
     *
     * @param parent the hash of the parent's key
     * @param types JSON by the hash of the document's key, by type
     * @param messages takes the messages in their order
     */
    void divide(String parent, Map<String, Map<String, byte[]>> types, Consumer<DocumentsMessage> messages) {
        long bytes = head.length();
        for (Map<String, byte[]> all : types.values()) {
            for (byte[] document : all.values()) {
                bytes += Division.length(document);
            }
        }
        Division division = new Division(parent, (int) Math.min(bytes, most), messages);
        types.forEach((type, all) -> {
            String name = json(type);
            all.forEach((key, document) -> division.add(type, name, key, document));
        });
        division.end();
    }

    private String json(Object value) {
        return new String(writer.write(value, MOST_HEAD), StandardCharsets.US_ASCII);
    }

    private final class Division {

        private final String parent;
        private final int expected;
        private final Consumer<DocumentsMessage> messages;
        private JsonBytes body;
        private String current;
        private List<LargeDocument> large = new ArrayList<>();

        private Division(String parent, int expected, Consumer<DocumentsMessage> messages) {
            this.parent = parent;
            this.expected = expected;
            this.messages = messages;
        }

        private void add(String type, String name, String key, byte[] document) {
            byte[] data = document;
            LargeDocument beside = null;
            if (head.length() + name.length() + AFTER_TYPE.length() + length(document) > most) {
                beside = new LargeDocument(scan.bucket(), scan.prefix() + Digests.id(type, key) + ".json", document);
                data = reference(beside);
            }
            if (body != null && body.length() + lengthOfStart(type, name) + length(data) > most) {
                end();
            }
            if (body == null) {
                body = new JsonBytes(expected).add(head);
                current = null;
            }
            if (beside != null) {
                large.add(beside);
            }
            start(type, name);
            body.add(BEFORE_KEY).add(key).add(BEFORE_DATA).add(data).add("}");
        }

        /** Counts the bytes of a document and of what ends a message. */
        private static int length(byte[] data) {
            return BEFORE_KEY.length() + HASH + BEFORE_DATA.length() + data.length + 1 + END.length();
        }

        private int lengthOfStart(String type, String name) {
            return type.equals(current) ? 1 : NEXT_TYPE.length() + name.length() + AFTER_TYPE.length();
        }

        private void start(String type, String name) {
            if (type.equals(current)) {
                body.add(",");
                return;
            }
            body.add(current == null ? "" : NEXT_TYPE).add(name).add(AFTER_TYPE);
            current = type;
        }

        /** Stands for a document that is beside the message. Its key fields are in its {@code NonTemporalKey} alone. */
        private byte[] reference(LargeDocument document) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put(DOCUMENT, "s3://" + document.bucket() + "/" + document.key());
            fields.put(PARENT_KEY, parent);
            return writer.write(fields, MOST_HEAD);
        }

        private void end() {
            if (body != null) {
                body.add(END);
                messages.accept(
                        new DocumentsMessage(scan.task(), parent, scan.temporalKey(), body.text(), List.copyOf(large)));
            }
            body = null;
            large = new ArrayList<>();
        }
    }
}
