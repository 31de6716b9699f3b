package execution.results;

import execution.results.parser.ResultsFile;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A file of results that a test writes as a text. */
public record TextFile(String name, byte[] content) implements ResultsFile {

    public TextFile(String name, String content) {
        this(name, content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(content);
    }
}
