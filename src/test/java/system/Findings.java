package system;

import execution.results.ParsedResults;
import execution.results.parser.ResultsContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.ExchangeProperty;

/** A parser that has findings for any file. */
public final class Findings {

    /** Takes some 1.4 MB as JSON, which Kafka does not accept in one message. */
    static final int MANY = 2_000;

    public ParsedResults parse(File file) throws IOException {
        return new ParsedResults(true, Map.of("lines", List.of(Map.of("text", Files.readString(file.toPath())))));
    }

    /** More than fits into one message. */
    public ParsedResults parseMany(File file) {
        List<Map<String, Object>> lines = IntStream.range(0, MANY)
                .mapToObj(number -> Map.<String, Object>of("number", number, "text", "t".repeat(700)))
                .toList();
        return new ParsedResults(true, Map.of("lines", lines));
    }

    /** Posts two hosts, of which the second fits into no message. */
    public void post(@ExchangeProperty("resultsContext") ResultsContext context) {
        for (String address : List.of("1.2.3.4", "1.2.3.5")) {
            Map<String, String> key = new LinkedHashMap<>();
            key.put("address", address);
            key.put("address_type", "ipv4");
            context.pushContext(key);
            context.postResults("data", Map.of("text", "t".repeat(address.endsWith("5") ? 300_000 : 1)), false);
            context.popContext();
            context.publish();
        }
        context.findings();
    }
}
