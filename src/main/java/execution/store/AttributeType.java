package execution.store;

import execution.model.ExecutionStatus;
import execution.model.ReasonClass;
import execution.model.Timestamps;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How values of one kind are written as an attribute and read from it.
 *
 * @param absent what is read where there is no attribute
 */
public record AttributeType<V>(Function<V, AttributeValue> written, Function<AttributeValue, V> read, V absent) {

    public static final AttributeType<String> TEXT = nullable(Attributes::text, value -> present(value.s(), value));

    public static final AttributeType<Integer> INTEGER =
            nullable(value -> Attributes.number(value), value -> Integer.valueOf(value.n()));

    public static final AttributeType<Long> LONG = nullable(Attributes::number, value -> Long.valueOf(value.n()));

    /** A number that is 0 where a row does not have it. */
    public static final AttributeType<Integer> COUNT = INTEGER.orIfAbsent(0);

    public static final AttributeType<Boolean> TRUTH =
            nullable(AttributeValue::fromBool, value -> present(value.bool(), value));

    /** A truth that is false where a row does not have it. */
    public static final AttributeType<Boolean> FLAG = TRUTH.orIfAbsent(false);

    public static final AttributeType<Instant> TIME = nullable(
            value -> Attributes.text(Timestamps.format(value)), value -> Timestamps.parse(TEXT.read.apply(value)));

    /** A time in whole seconds since 1970, as DynamoDB wants it of the attribute by which items expire. */
    public static final AttributeType<Instant> SECONDS = nullable(
            value -> Attributes.number(value.getEpochSecond()),
            value -> Instant.ofEpochSecond(Long.parseLong(value.n())));

    public static final AttributeType<ExecutionStatus> STATUS =
            nullable(value -> Attributes.text(value.text()), value -> ExecutionStatus.of(TEXT.read.apply(value)));

    public static final AttributeType<ReasonClass> REASON_CLASS =
            nullable(value -> Attributes.text(value.text()), value -> ReasonClass.of(TEXT.read.apply(value)));

    /** An object with attributes of its own. */
    static <P> AttributeType<P> object(Function<AttributesOf<P>, P> attributes) {
        return nullable(
                value -> {
                    Map<String, AttributeValue> object = new LinkedHashMap<>();
                    attributes.apply(AttributesOf.writing(value, object));
                    return AttributeValue.fromM(object);
                },
                value -> attributes.apply(AttributesOf.reading(value.m())));
    }

    static <E> AttributeType<List<E>> list(AttributeType<E> element) {
        return nullable(
                values -> AttributeValue.fromL(
                        values.stream().map(element.written).toList()),
                value -> value.l().stream().map(element.read).toList());
    }

    /** Gives the same type with another value where a row does not have the attribute. */
    AttributeType<V> orIfAbsent(V other) {
        return new AttributeType<>(written, read, other);
    }

    /** A value that is null where a row does not have the attribute. */
    private static <V> AttributeType<V> nullable(
            Function<V, AttributeValue> written, Function<AttributeValue, V> read) {
        return new AttributeType<>(written, read, null);
    }

    private static <V> V present(V value, AttributeValue attribute) {
        return Objects.requireNonNull(value, () -> "an attribute of another kind: " + attribute.type());
    }
}
