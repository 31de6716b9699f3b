package producer.payload;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Makes random values of an Avro schema that suit the names and logical types of the fields. Only one thread may use
 * an instance.
 *
 * <p>A union with null is null with a given probability, and the other types of a union are equally probable. Text
 * fields named {@code ts}, {@code message_id}, {@code source} and {@code host} tell of the record and its run. A text
 * field with the property {@code template} holds what that {@link Template} makes. The schema is read once, so that
 * making a record costs little more than writing it.
 */
final class PlausibleValues {

    /** Writes one value of a part of the schema. */
    private interface Value {
        void write(long sequence, ValueWriter to) throws IOException;
    }

    /**
     * How often a record may hold itself. A record further inside leaves out everything that the schema allows to leave
     * out, so that the value comes to an end.
     */
    private static final int MOST_NESTED = 3;

    private static final int MOST_ITEMS = 3;
    private static final int ENDLESS = 1_000_000;

    private final SplittableRandom random = new SplittableRandom();
    private final Map<String, RecordValue> records = new HashMap<>();
    private final double nullProbability;
    private final RunIdentity run;
    private final Map<String, String> variables;
    private final Words words;
    private final Value root;
    private boolean brief;

    /**
     * Reads a schema.
     *
     * @throws Payload.PayloadException if every value would be endless, because a record must hold itself
     */
    PlausibleValues(Schema schema, double nullProbability, RunIdentity run, Map<String, String> variables) {
        this.nullProbability = nullProbability;
        this.run = run;
        this.variables = variables;
        this.words = new Words(random);
        if (height(schema, new HashSet<>()) >= ENDLESS) {
            throw new Payload.PayloadException("its records have no end: one must hold itself");
        }
        root = value(schema, "", null);
    }

    void write(long sequence, ValueWriter to) throws IOException {
        root.write(sequence, to);
    }

    private Value value(Schema schema, String name, String template) {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case UNION -> union(schema, name, template);
            case ARRAY -> array(schema, name);
            case MAP -> map(schema, name);
            case ENUM -> symbol(schema.getEnumSymbols());
            case STRING -> text(logical, name, template);
            case BYTES -> logical instanceof LogicalTypes.Decimal decimal ? decimal(decimal, 0) : bytes();
            case FIXED -> fixed(schema, logical);
            case INT -> integer(logical, name);
            case LONG -> longInteger(logical, name);
            case FLOAT -> (sequence, to) -> to.write((float) words.fraction(name));
            case DOUBLE -> (sequence, to) -> to.write(words.fraction(name));
            case BOOLEAN -> (sequence, to) -> to.write(random.nextInt(2) == 0);
            case NULL -> (sequence, to) -> to.writeNull();
        };
    }

    private Value record(Schema schema) {
        RecordValue known = records.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        List<Schema.Field> fields = schema.getFields();
        RecordValue made = new RecordValue(
                fields.stream().map(Schema.Field::name).toArray(String[]::new), new Value[fields.size()]);
        // The record must be known before its fields are read, because a field may hold the same record.
        records.put(schema.getFullName(), made);
        for (int i = 0; i < made.values.length; i++) {
            Schema.Field field = fields.get(i);
            made.values[i] = value(field.schema(), field.name(), field.getProp("template"));
        }
        return made;
    }

    private Value union(Schema schema, String name, String template) {
        List<Schema> branches = schema.getTypes();
        Value[] values = new Value[branches.size()];
        int[] others = new int[branches.size()];
        int count = 0;
        int nothing = -1;
        int shortest = 0;
        for (int i = 0; i < values.length; i++) {
            Schema branch = branches.get(i);
            values[i] = value(branch, name, template);
            if (height(branch, new HashSet<>()) < height(branches.get(shortest), new HashSet<>())) {
                shortest = i;
            }
            if (branch.getType() == Schema.Type.NULL) {
                nothing = i;
            } else {
                others[count++] = i;
            }
        }
        boolean recursive = branches.stream().anyMatch(branch -> holdsRecord(branch));
        int whenBrief = nothing >= 0 ? nothing : shortest;
        int nullBranch = nothing;
        int[] choices = Arrays.copyOf(others, count);
        return (sequence, to) -> {
            int chosen;
            if (brief && recursive) {
                chosen = whenBrief;
            } else if (nullBranch >= 0 && (choices.length == 0 || random.nextDouble() < nullProbability)) {
                chosen = nullBranch;
            } else {
                chosen = choices[choices.length == 1 ? 0 : random.nextInt(choices.length)];
            }
            to.branch(chosen);
            values[chosen].write(sequence, to);
        };
    }

    private Value array(Schema schema, String name) {
        Value item = value(schema.getElementType(), name, null);
        return (sequence, to) -> {
            int size = brief ? 0 : random.nextInt(MOST_ITEMS + 1);
            to.startArray(size);
            for (int i = 0; i < size; i++) {
                to.item();
                item.write(sequence, to);
            }
            to.endArray();
        };
    }

    private Value map(Schema schema, String name) {
        Value item = value(schema.getValueType(), name, null);
        return (sequence, to) -> {
            int size = brief ? 0 : random.nextInt(MOST_ITEMS + 1);
            to.startMap(size);
            for (int i = 0; i < size; i++) {
                to.key("key" + (i + 1));
                item.write(sequence, to);
            }
            to.endMap();
        };
    }

    private Value symbol(List<String> symbols) {
        return (sequence, to) -> {
            int chosen = random.nextInt(symbols.size());
            to.writeSymbol(chosen, symbols.get(chosen));
        };
    }

    private Value text(LogicalType logical, String name, String template) {
        if (template != null) {
            Template made = Template.plain(template, run, variables);
            return (sequence, to) -> to.writeText(made.value(sequence));
        }
        if (logical != null && logical.getName().equals("uuid")) {
            Template uuid = Template.plain("${{random.uuid}}", run, variables);
            return (sequence, to) -> to.writeText(uuid.value(sequence));
        }
        return switch (name) {
            case "ts", "message_id", "source", "host" -> {
                Template own = Template.plain("${{record." + name + "}}", run, variables);
                yield (sequence, to) -> to.writeText(own.value(sequence));
            }
            default -> {
                Words.Text suitable = words.text(name);
                yield (sequence, to) -> to.writeText(suitable.next());
            }
        };
    }

    private Value bytes() {
        return (sequence, to) -> to.writeBytes(randomBytes(1 + random.nextInt(16)));
    }

    private Value fixed(Schema schema, LogicalType logical) {
        return logical instanceof LogicalTypes.Decimal decimal
                ? decimal(decimal, schema.getFixedSize())
                : (sequence, to) -> to.writeFixed(randomBytes(schema.getFixedSize()));
    }

    /** Makes decimals up to their precision, in as many bytes as the size says, or in the fewest for a size of 0. */
    private Value decimal(LogicalTypes.Decimal decimal, int size) {
        int digits = Math.min(decimal.getPrecision(), 18);
        long below = (long) Math.pow(10, digits);
        return (sequence, to) -> {
            BigInteger unscaled = BigInteger.valueOf(random.nextLong(below));
            byte[] fewest = unscaled.toByteArray();
            byte[] bytes = fewest;
            if (size > 0) {
                bytes = new byte[size];
                System.arraycopy(fewest, 0, bytes, size - fewest.length, fewest.length);
            }
            to.writeDecimal(new BigDecimal(unscaled, decimal.getScale()), bytes, size > 0);
        };
    }

    private Value integer(LogicalType logical, String name) {
        return switch (logical == null ? "" : logical.getName()) {
            case "date" -> (sequence, to) -> to.write((int) (words.recentMillis() / 86_400_000));
            case "time-millis" -> (sequence, to) -> to.write(random.nextInt(86_400_000));
            default -> (sequence, to) -> to.write((int) words.number(name));
        };
    }

    private Value longInteger(LogicalType logical, String name) {
        return switch (logical == null ? "" : logical.getName()) {
            case "time-micros" -> (sequence, to) -> to.write(random.nextLong(86_400_000_000L));
            case "timestamp-millis", "local-timestamp-millis" -> (sequence, to) -> to.write(words.recentMillis());
            case "timestamp-micros", "local-timestamp-micros" ->
                (sequence, to) -> to.write(words.recentMillis() * 1_000);
            case "timestamp-nanos", "local-timestamp-nanos" ->
                (sequence, to) -> to.write(words.recentMillis() * 1_000_000);
            default ->
                Words.isTime(name)
                        ? (sequence, to) -> to.write(words.recentMillis())
                        : (sequence, to) -> to.write(words.number(name));
        };
    }

    private byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Gives how deep records are nested in the smallest value of a schema. */
    private static int height(Schema schema, Set<String> around) {
        return switch (schema.getType()) {
            case RECORD -> {
                if (!around.add(schema.getFullName())) {
                    yield ENDLESS;
                }
                int most = 0;
                for (Schema.Field field : schema.getFields()) {
                    most = Math.max(most, height(field.schema(), around));
                }
                around.remove(schema.getFullName());
                yield Math.min(ENDLESS, most + 1);
            }
            case UNION ->
                schema.getTypes().stream()
                        .mapToInt(branch -> height(branch, around))
                        .min()
                        .orElse(ENDLESS);
            default -> 0;
        };
    }

    private static boolean holdsRecord(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> true;
            case UNION -> schema.getTypes().stream().anyMatch(branch -> holdsRecord(branch));
            case ARRAY -> holdsRecord(schema.getElementType());
            case MAP -> holdsRecord(schema.getValueType());
            default -> false;
        };
    }

    private final class RecordValue implements Value {
        private final String[] names;
        private final Value[] values;
        private int nested;

        RecordValue(String[] names, Value[] values) {
            this.names = names;
            this.values = values;
        }

        @Override
        public void write(long sequence, ValueWriter to) throws IOException {
            boolean before = brief;
            nested++;
            brief = before || nested > MOST_NESTED;
            to.startRecord();
            for (int i = 0; i < values.length; i++) {
                to.field(names[i]);
                values[i].write(sequence, to);
            }
            to.endRecord();
            nested--;
            brief = before;
        }
    }
}
