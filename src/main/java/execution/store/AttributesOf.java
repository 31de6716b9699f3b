package execution.store;

import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The attributes of one record. A method that makes a record says for each component, in one line, the name of the
 * attribute, its type and how a record gives the component. The same method writes and reads, so that a name stands in
 * one place. When it writes, each line puts the component of the record that is written and gives it back, so the
 * record that the method makes is an equal one that nobody needs. When it reads, each line gives what the attribute
 * holds.
 *
 * @param <R> the record
 */
public abstract class AttributesOf<R> {

    /** Gives one component, and writes its attribute where this writes. A null is not written. */
    public abstract <V> V value(String name, AttributeType<V> type, Function<R, V> component);

    /** Gives a component that is a record itself and whose attributes stand beside those of this record. */
    abstract <P> P group(Function<R, P> component, Function<AttributesOf<P>, P> attributes);

    /**
     * @param source whose components are written
     * @param target takes the attributes
     */
    public static <R> AttributesOf<R> writing(R source, Map<String, AttributeValue> target) {
        return new AttributesOf<>() {
            @Override
            public <V> V value(String name, AttributeType<V> type, Function<R, V> component) {
                V value = component.apply(source);
                if (value != null) {
                    target.put(name, type.written().apply(value));
                }
                return value;
            }

            @Override
            <P> P group(Function<R, P> component, Function<AttributesOf<P>, P> attributes) {
                return attributes.apply(writing(component.apply(source), target));
            }
        };
    }

    /** An attribute that is not there, or is null, gives what its type says of an absent one. */
    public static <R> AttributesOf<R> reading(Map<String, AttributeValue> source) {
        return new AttributesOf<>() {
            @Override
            public <V> V value(String name, AttributeType<V> type, Function<R, V> component) {
                AttributeValue value = source.get(name);
                return value == null || value.type() == AttributeValue.Type.NUL
                        ? type.absent()
                        : type.read().apply(value);
            }

            @Override
            <P> P group(Function<R, P> component, Function<AttributesOf<P>, P> attributes) {
                return attributes.apply(reading(source));
            }
        };
    }
}
