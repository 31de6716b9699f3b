package execution.results;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Handler;
import org.springframework.stereotype.Component;

/** Reads what the JDK's {@code jdeprscan} prints: one line for each use of a deprecated API. */
@Component("jdeprscanParser")
public class JdeprscanParser {

    /**
     * E.g. {@code class sample/Old uses deprecated method java/lang/Integer::<init>(I)V (forRemoval=true)}. No part of
     * it gives back what it took, so that a line which nearly fits costs no more time than one that fits.
     */
    private static final Pattern USE = Pattern.compile("(class|interface|enum|record) (\\S++)"
            + " (?:uses|extends|implements|overrides|has)\\b(?:(?! deprecated ).)*+ deprecated (\\S++) (\\S++)"
            + "(?: \\(forRemoval=(true|false)\\))?+");

    /** The most uses that are listed. The others are only counted. */
    private static final int MOST = 2_000;

    private static final int MOST_LINE = 2_000;

    @Handler
    public ParsedResults parse(@Body File output) throws IOException {
        List<Map<String, Object>> uses = new ArrayList<>();
        int total = 0;
        try (BoundedLines lines =
                new BoundedLines(Files.newBufferedReader(output.toPath(), StandardCharsets.ISO_8859_1), MOST_LINE)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                Matcher use = USE.matcher(line.strip());
                if (use.matches() && total++ < MOST) {
                    Map<String, Object> document = new LinkedHashMap<>();
                    document.put("class", use.group(2));
                    document.put("kind", use.group(3));
                    document.put("deprecated", use.group(4));
                    document.put("for_removal", "true".equals(use.group(5)));
                    uses.add(document);
                }
            }
        }
        Map<String, List<Map<String, Object>>> documents = new LinkedHashMap<>();
        documents.put("summary", List.of(Map.of("deprecated_uses", total, "documents", uses.size())));
        documents.put("deprecated_use", uses);
        return new ParsedResults(total > 0, documents);
    }
}
