package execution.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.UnusableMessageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Divides documents into parts that are small enough for one message each. The order stays, and so do empty lists. */
final class DocumentParts {

    /** {@code "":[],} around the documents of a type, less the quotation marks, which are counted with the type. */
    private static final int AROUND_TYPE = 4;

    private static final int COMMA = 1;

    private final ObjectMapper mapper;
    private final long mostBytes;
    private final int mostParts;
    private final List<Map<String, List<Map<String, Object>>>> parts = new ArrayList<>();
    private long used;

    private DocumentParts(ObjectMapper mapper, long mostBytes, int mostParts) {
        this.mapper = mapper;
        this.mostBytes = mostBytes;
        this.mostParts = mostParts;
    }

    /**
     * @param mostBytes of a part as JSON in UTF-8
     * @return at least one part
     * @throws UnusableMessageException if one document alone is larger, if there would be more parts than mostParts, or
     *     if documents cannot be written as JSON
     */
    static List<Map<String, List<Map<String, Object>>>> of(
            Map<String, List<Map<String, Object>>> documents, ObjectMapper mapper, long mostBytes, int mostParts) {
        DocumentParts division = new DocumentParts(mapper, mostBytes, mostParts);
        division.next();
        documents.forEach(division::add);
        return division.parts;
    }

    private void add(String type, List<Map<String, Object>> documents) {
        long typeBytes = bytes(type) + AROUND_TYPE;
        place(type, typeBytes, 0);
        for (Map<String, Object> document : documents) {
            place(type, typeBytes, bytes(document) + COMMA).add(document);
        }
    }

    /** Gives the list of this type that has so much room, in this part or else in the next. */
    private List<Map<String, Object>> place(String type, long typeBytes, long documentBytes) {
        if (typeBytes + documentBytes > mostBytes) {
            throw new UnusableMessageException("one document of the results has " + documentBytes
                    + " bytes, and a message has room for " + mostBytes + ": " + type);
        }
        if (used + documentBytes + (current().containsKey(type) ? 0 : typeBytes) > mostBytes) {
            next();
        }
        used += documentBytes + (current().containsKey(type) ? 0 : typeBytes);
        return current().computeIfAbsent(type, none -> new ArrayList<>());
    }

    private Map<String, List<Map<String, Object>>> current() {
        return parts.get(parts.size() - 1);
    }

    private void next() {
        if (parts.size() == mostParts) {
            throw new UnusableMessageException("the documents of the results do not fit into " + mostParts
                    + " messages of " + mostBytes + " bytes");
        }
        parts.add(new LinkedHashMap<>());
        used = 0;
    }

    private long bytes(Object json) {
        try {
            return mapper.writeValueAsString(json).getBytes(StandardCharsets.UTF_8).length;
        } catch (JsonProcessingException e) {
            throw new UnusableMessageException("a document of the results is no JSON: " + e.getOriginalMessage());
        }
    }
}
