package execution.catalogue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.yaml.FileError;
import execution.yaml.FileErrors;
import execution.yaml.YamlDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;

/** Reads a task's file and finds all that is wrong with it. */
@Component
class TaskReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    private final TaskChecks checks;
    private final ObjectMapper mapper = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(Duration.class, new Durations()))
            .build();

    TaskReader(TaskChecks checks) {
        this.checks = checks;
    }

    /**
     * Reads a file.
     *
     * @param name the file's name without its ending
     * @param source the file, as people are told of it
     * @param bytes the file's content; of any length
     * @throws UnusableFileException which has all that is wrong
     */
    TaskFile read(String name, String source, byte[] bytes) throws UnusableFileException {
        YamlDocument document = YamlDocument.read(bytes);
        List<FileError> errors = new ArrayList<>(document.errors());
        if (!NAME.matcher(name).matches()) {
            errors.add(
                    0,
                    new FileError(
                            0, 0, "", "the file's name must be 1 to 64 lower-case letters, digits, - or _, and .yaml"));
        }
        if (!document.root().isMissingNode()) {
            FileErrors found = new FileErrors(document);
            TaskSchema.check(document.root(), found);
            checks.check(document.root(), found);
            errors.addAll(found.list());
        }
        if (!errors.isEmpty()) {
            throw new UnusableFileException(new UnusableFile(name, source, errors));
        }
        ObjectNode file = ((ObjectNode) document.root()).put("name", name).put("source", source);
        try {
            return mapper.treeToValue(file, TaskFile.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("schemas/task.v1.json allows what no TaskFile can be made of", e);
        }
    }

    /** Says that a file cannot be used. */
    static final class UnusableFileException extends Exception {

        private final transient UnusableFile file;

        UnusableFileException(UnusableFile file) {
            super(file.source() + ": " + file.errors());
            this.file = file;
        }

        UnusableFile file() {
            return file;
        }
    }

    private static final class Durations extends StdScalarDeserializer<Duration> {

        Durations() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return DurationStyle.detectAndParse(parser.getText());
        }
    }
}
