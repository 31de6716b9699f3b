package execution.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Makes JSON out of the schemas of the contract, and changes something in it that people who mean harm would change.
 * The same random numbers make the same JSON.
 */
public final class JsonMaker {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** One of them fits wherever the contract names a pattern. */
    private static final List<String> WORDS = List.of(
            "instant",
            "item-code-vulnerability",
            "0123456789abcdef0123456789abcdef",
            "00a354e2-d393-4694-bc54-dde7554dfced",
            "results.tar.gz",
            "sample.jar",
            "Words with spaces, ünïcödé and 世界 😀");

    /** Texts that some parser, store, log or shell may stumble over. */
    static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "null",
            "-1",
            "\u0000",
            "a\r\nX-Injected: 1\r\n\r\nb",
            "\u001b[31m\u0007",
            "\u202egpj.exe",
            "\ufeffbom",
            "../../etc/passwd",
            "%2e%2e%2f%00",
            "${jndi:ldap://127.0.0.1/a}",
            "{{aws:execution-service/callback#key}}",
            "${{secretsmanager.name}}",
            "#{1+1}",
            "simple:${sys.user.home}",
            "TENANT#other",
            "' OR 1=1 --",
            "<script>alert(1)</script>",
            "00000000-0000-0000-0000-000000000000",
            "ａｂｃ",
            "İı",
            "\ud83d\ude00".repeat(200),
            "x".repeat(513),
            "x".repeat(5_000));

    /** Values as they stand in the JSON: numbers at and beyond limits, and what is hardly JSON. */
    private static final List<String> ODD_VALUES = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "0",
            "-0",
            "-1",
            "1.5",
            "1e2",
            "1e400",
            "-1e-400",
            "1e125",
            "9".repeat(39),
            "9".repeat(150),
            "9".repeat(1_500),
            "0." + "1".repeat(60),
            "9223372036854775808",
            "2147483648",
            "\"\\ud800\"",
            "\"\\udc00x\"",
            "\"\\u0000\"",
            "NaN",
            "[[[[[[[[[[]]]]]]]]]]",
            "[".repeat(40) + "]".repeat(40),
            "{\"\":1}",
            "{\"a\":{\"\":{}}}",
            "{\"a\":1,\"a\":2}",
            "[1,\"a\",null,{}]",
            "{\"\\ud800\":1}",
            "01",
            "+1",
            "'a'",
            "\"a\nb\"");

    private final ObjectMapper mapper = new ObjectMapper();
    private final RandomGenerator random;

    /**
     * @param random decides everything
     */
    public JsonMaker(RandomGenerator random) {
        this.random = random;
    }

    /** The schema of the body of an operation. */
    public static Schema<?> bodyOf(String operationId) {
        return new Contract()
                .calls().stream()
                        .filter(call -> call.operation().getOperationId().equals(operationId))
                        .findFirst()
                        .orElseThrow()
                        .body();
    }

    /** As it is sent; some of what was changed is no JSON any more. */
    public String text(JsonNode body) {
        try {
            return mapper.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes something somewhere in it. */
    public void change(JsonNode body) {
        List<JsonNode> containers = new ArrayList<>();
        collect(body, containers);
        JsonNode container = one(containers);
        if (container instanceof ArrayNode array) {
            if (array.isEmpty() || chance(50)) {
                array.add(odd());
            } else {
                array.set(random.nextInt(array.size()), odd());
            }
            return;
        }
        ObjectNode object = (ObjectNode) container;
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        switch (names.isEmpty() ? 0 : random.nextInt(4)) {
            case 0 ->
                object.set(
                        one(List.of(
                                "surprise",
                                "tenant_id",
                                "status",
                                "",
                                "__proto__",
                                "PK",
                                "a".repeat(300),
                                "ü😀",
                                "a.b[0]#")),
                        odd());
            case 1 -> object.remove(one(names));
            default -> object.set(one(names), odd());
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private JsonNode odd() {
        return chance(50) ? JSON.textNode(one(ODD_TEXTS)) : JSON.rawValueNode(new RawValue(one(ODD_VALUES)));
    }

    /** A value as the schema wants it; optional members are there by chance. */
    public JsonNode value(Schema<?> schema) {
        if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
            return JSON.textNode(one(schema.getEnum()).toString());
        }
        String type = schema.getType() == null ? "object" : schema.getType();
        return switch (type) {
            case "string" -> JSON.textNode(word(schema));
            case "integer", "number" -> JSON.numberNode(number(schema));
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "array" -> {
                ArrayNode array = JSON.arrayNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    array.add(value(schema.getItems()));
                }
                yield array;
            }
            default -> object(schema);
        };
    }

    private ObjectNode object(Schema<?> schema) {
        ObjectNode object = JSON.objectNode();
        Map<String, Schema> properties = schema.getProperties() == null ? Map.of() : schema.getProperties();
        properties.forEach((name, property) -> {
            if (chance(40)
                    || schema.getRequired() != null && schema.getRequired().contains(name)) {
                object.set(name, value(property));
            }
        });
        if (properties.isEmpty()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                object.set(
                        "name" + i,
                        schema.getAdditionalProperties() instanceof Schema<?> other ? value(other) : anything());
            }
        }
        return object;
    }

    private JsonNode anything() {
        return switch (random.nextInt(4)) {
            case 0 -> JSON.numberNode(random.nextLong());
            case 1 -> JSON.numberNode(random.nextDouble());
            case 2 ->
                JSON.objectNode()
                        .set("deeper", JSON.arrayNode().add(JSON.nullNode()).add(one(WORDS)));
            default -> JSON.textNode(one(WORDS));
        };
    }

    private String word(Schema<?> schema) {
        List<String> fitting = WORDS.stream()
                .filter(word -> schema.getPattern() == null || word.matches(schema.getPattern()))
                .filter(word -> !"uuid".equals(schema.getFormat()) || word.matches("[0-9a-f-]{36}"))
                .toList();
        // Most texts are names in lower case, whether the contract says so or not.
        return fitting.isEmpty() || schema.getPattern() == null && !"uuid".equals(schema.getFormat()) && chance(90)
                ? "instant"
                : one(fitting);
    }

    private long number(Schema<?> schema) {
        long least = schema.getMinimum() == null ? 0 : schema.getMinimum().longValue();
        long most = schema.getMaximum() == null ? 1_000 : schema.getMaximum().longValue();
        return one(List.of(least, most, least + Math.floorMod(random.nextLong(), most - least + 1)));
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
