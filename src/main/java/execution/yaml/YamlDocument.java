package execution.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML file as JSON, which knows on which line each value stands. Plain scalars are read as YAML 1.2 and JSON read
 * them: {@code yes} and {@code on} are texts. A file has at most {@value #MOST_BYTES} bytes and {@value #MOST_LEVELS}
 * levels. Aliases and tags of its own are errors, because nothing needs them and a small file could become a large one.
 */
public final class YamlDocument {

    /** The most bytes of a file. */
    public static final int MOST_BYTES = 262_144;

    private static final int MOST_LEVELS = 40;

    private static final String STANDARD_TAGS = "tag:yaml.org,2002:";
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,30})");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,30})\\.[0-9]{1,30}");

    private final Map<KeyPath, Mark> marks = new HashMap<>();
    private final List<FileError> errors = new ArrayList<>();
    private JsonNode root = JsonNodeFactory.instance.missingNode();

    private YamlDocument() {}

    /** Reads a file. What cannot be read is among {@link #errors}. */
    public static YamlDocument read(byte[] bytes) {
        YamlDocument document = new YamlDocument();
        if (bytes.length > MOST_BYTES) {
            document.errors.add(new FileError(0, 0, "", "the file must have at most " + MOST_BYTES + " bytes"));
            return document;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            document.compose(text);
        } catch (CharacterCodingException e) {
            document.errors.add(new FileError(0, 0, "", "the file must be text in UTF-8"));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            document.errors.add(
                    new FileError(line(mark), column(mark), "", "is not valid YAML: " + oneLine(e.getProblem())));
        } catch (YAMLException e) {
            document.errors.add(new FileError(0, 0, "", "is not valid YAML: " + oneLine(e.getMessage())));
        }
        return document;
    }

    /** Gives the content; a missing node if the file cannot be read. */
    public JsonNode root() {
        return root;
    }

    /** Gives what makes the file unreadable, or leaves parts of it out. */
    public List<FileError> errors() {
        return errors;
    }

    /** Makes an error about a value, or about the nearest value around it that the file has. */
    public FileError error(KeyPath path, String problem) {
        KeyPath at = path;
        while (!marks.containsKey(at) && !at.elements().isEmpty()) {
            at = at.parent();
        }
        Mark mark = marks.get(at);
        return new FileError(line(mark), column(mark), path.toString(), problem);
    }

    private void compose(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_BYTES);
        options.setNestingDepthLimit(MOST_LEVELS);
        options.setMaxAliasesForCollections(0);
        options.setAllowRecursiveKeys(false);
        Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        if (node == null) {
            errors.add(new FileError(0, 0, "", "the file is empty"));
            return;
        }
        root = value(node, KeyPath.ROOT, node.getStartMark());
    }

    private JsonNode value(Node node, KeyPath path, Mark mark) {
        marks.put(path, mark);
        if (node.getAnchor() != null) {
            errors.add(error(path, "must not have an anchor; write the value out where it is wanted"));
        }
        if (!node.getTag().getValue().startsWith(STANDARD_TAGS)) {
            errors.add(error(path, "must not have a tag of its own"));
        }
        if (node instanceof MappingNode mapping) {
            return object(mapping, path);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node element : sequence.getValue()) {
                array.add(value(element, path.to(array.size()), element.getStartMark()));
            }
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private ObjectNode object(MappingNode mapping, KeyPath path) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            Mark mark = entry.getKeyNode().getStartMark();
            if (!(entry.getKeyNode() instanceof ScalarNode scalar)) {
                errors.add(new FileError(line(mark), column(mark), path.toString(), "must have texts as keys"));
                continue;
            }
            String key = scalar.getValue();
            if (object.has(key)) {
                errors.add(new FileError(line(mark), column(mark), path.to(key).toString(), "stands there twice"));
                continue;
            }
            object.set(key, value(entry.getValueNode(), path.to(key), mark));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode node) {
        String text = node.getValue();
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (node.getScalarStyle() != ScalarStyle.PLAIN) {
            return json.textNode(text);
        }
        return switch (text) {
            case "", "~", "null" -> json.nullNode();
            case "true", "false" -> json.booleanNode(Boolean.parseBoolean(text));
            default -> {
                if (WHOLE.matcher(text).matches()) {
                    BigInteger number = new BigInteger(text);
                    yield number.bitLength() < Integer.SIZE
                            ? json.numberNode(number.intValue())
                            : json.numberNode(number);
                }
                yield DECIMAL.matcher(text).matches() ? json.numberNode(new BigDecimal(text)) : json.textNode(text);
            }
        };
    }

    private static int line(Mark mark) {
        return mark == null ? 0 : mark.getLine() + 1;
    }

    private static int column(Mark mark) {
        return mark == null ? 0 : mark.getColumn() + 1;
    }

    private static String oneLine(String text) {
        return text == null ? "it cannot be read" : text.replaceAll("\\s+", " ").strip();
    }
}
