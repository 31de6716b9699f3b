package documentation;

import execution.fleet.WorkersProperties;
import jakarta.validation.Constraint;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * One setting as its record declares it, in words for docs/configuration.md.
 *
 * @param key as it is written in application.yaml
 * @param component that holds it
 */
record Setting(String key, RecordComponent component) {

    private static final Map<Class<?>, String> TYPES = Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(int.class, "whole number"),
            Map.entry(Integer.class, "whole number"),
            Map.entry(double.class, "number"),
            Map.entry(boolean.class, "switch"),
            Map.entry(Duration.class, "duration"),
            Map.entry(DataSize.class, "size"),
            Map.entry(URI.class, "address"),
            Map.entry(Path.class, "path"),
            Map.entry(WorkersProperties.Address.class, "host:port"),
            Map.entry(Resource.class, "file"));

    /** A value that is taken from an environment variable. */
    private static final java.util.regex.Pattern VARIABLE = java.util.regex.Pattern.compile("\\$\\{(\\w+):(.*)}");

    /** The key as the page shows it: a map has a name in place of the last part. */
    String shownKey() {
        return isMap() ? key + ".<name>" : key;
    }

    /** What kind of value it takes. */
    String type() {
        if (isMap()) {
            return word(arguments()[1]) + " by name";
        }
        return word(component.getAnnotatedType());
    }

    /** Whether the service does not start without it. */
    boolean isRequired() {
        return declaredDefault() == null
                && Stream.of(NotNull.class, NotBlank.class, NotEmpty.class)
                        .anyMatch(component.getAnnotatedType()::isAnnotationPresent);
    }

    /**
     * What holds where nothing is said.
     *
     * @param shipped what the shipped application.yaml says, or null
     */
    String defaultValue(Object shipped) {
        if (shipped != null) {
            Matcher variable = VARIABLE.matcher(shipped.toString());
            return variable.matches()
                    ? "the variable `" + variable.group(1) + "`, else "
                            + (variable.group(2).isEmpty() ? "not set" : "`" + variable.group(2) + "`")
                    : value(shipped.toString());
        }
        DefaultValue declared = declaredDefault();
        if (declared == null) {
            return isRequired() ? "required" : "not set";
        }
        return value(String.join(",", declared.value()));
    }

    /** Which values it takes; empty where it takes any of its type. */
    String allowed() {
        return allowed(component.getAnnotatedType());
    }

    private String allowed(AnnotatedType type) {
        if (!(type instanceof AnnotatedParameterizedType collection)) {
            return limits(type);
        }
        AnnotatedType[] arguments = collection.getAnnotatedActualTypeArguments();
        String name = arguments.length == 1 ? "" : limits(arguments[0]);
        String each = allowed(arguments[arguments.length - 1]);
        return Stream.of(
                        limits(type), name.isEmpty() ? "" : "each name: " + name, each.isEmpty() ? "" : "each: " + each)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    /** Whether a value has a size that could be too small. */
    boolean isMeasured() {
        return type().contains("number") || type().contains("duration");
    }

    /** The default of the constructor's parameter, or null. The record's component does not carry that annotation. */
    private DefaultValue declaredDefault() {
        RecordComponent[] components = component.getDeclaringRecord().getRecordComponents();
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            int index =
                    Stream.of(components).map(RecordComponent::getName).toList().indexOf(component.getName());
            return component
                    .getDeclaringRecord()
                    .getDeclaredConstructor(types)
                    .getParameters()[index]
                    .getAnnotation(DefaultValue.class);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static String value(String text) {
        return text.isEmpty() ? "empty" : "`" + text + "`";
    }

    /** Whether it has elements or names of their own. */
    boolean isCollection() {
        return isMap() || isList();
    }

    private boolean isMap() {
        return component.getType() == Map.class;
    }

    private boolean isList() {
        return component.getType() == List.class;
    }

    private AnnotatedType[] arguments() {
        return ((AnnotatedParameterizedType) component.getAnnotatedType()).getAnnotatedActualTypeArguments();
    }

    private static String word(AnnotatedType type) {
        if (type instanceof AnnotatedParameterizedType list) {
            return "list: " + word(list.getAnnotatedActualTypeArguments()[0]);
        }
        Class<?> value = (Class<?>) type.getType();
        return value.isEnum()
                ? "word"
                : Objects.requireNonNull(TYPES.get(value), () -> "the page has no word for " + value);
    }

    private String limits(AnnotatedType type) {
        List<String> parts = new ArrayList<>();
        if (type.getType() instanceof Class<?> value && value.isEnum()) {
            parts.add(words(value));
        }
        String from = null;
        String to = null;
        for (Annotation limit : type.getAnnotations()) {
            if (limit instanceof Min least) {
                from = number(least.value());
            } else if (limit instanceof Max most) {
                to = number(most.value());
            } else if (limit instanceof DecimalMin least) {
                from = least.value();
            } else if (limit instanceof DecimalMax most) {
                to = most.value();
            } else if (limit instanceof DurationMin least) {
                from = duration(Duration.ofDays(least.days())
                        .plusHours(least.hours())
                        .plusMinutes(least.minutes())
                        .plusSeconds(least.seconds())
                        .plusMillis(least.millis())
                        .plusNanos(least.nanos()));
            } else if (limit instanceof DurationMax most) {
                to = duration(Duration.ofDays(most.days())
                        .plusHours(most.hours())
                        .plusMinutes(most.minutes())
                        .plusSeconds(most.seconds())
                        .plusMillis(most.millis())
                        .plusNanos(most.nanos()));
            } else if (limit instanceof NotBlank) {
                parts.add("not blank");
            } else if (limit instanceof NotEmpty) {
                parts.add("at least one");
            } else if (limit instanceof Size size) {
                parts.add("at most " + number(size.max()));
            } else if (limit instanceof Pattern pattern) {
                parts.add(pattern.message().replaceFirst("^must be ", ""));
            } else if (!(limit instanceof NotNull) && limit.annotationType().isAnnotationPresent(Constraint.class)) {
                throw new AssertionError(key + ": the page has no words for " + limit);
            }
        }
        if (from != null || to != null) {
            parts.add(from == null ? "at most " + to : to == null ? from + " or more" : from + " to " + to);
        }
        return String.join("; ", parts);
    }

    /** In capitals or small letters, as the default is written. */
    private String words(Class<?> type) {
        DefaultValue declared = declaredDefault();
        boolean small = declared != null && declared.value()[0].equals(declared.value()[0].toLowerCase(Locale.ROOT));
        return Arrays.stream(type.getEnumConstants())
                .map(Object::toString)
                .map(word -> small ? word.toLowerCase(Locale.ROOT) : word)
                .map(word -> "`" + word + "`")
                .collect(Collectors.joining(", "));
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String duration(Duration duration) {
        if (duration.toMillisPart() > 0) {
            return "`" + duration.toMillis() + "ms`";
        }
        if (duration.isZero() || duration.toSecondsPart() > 0) {
            return "`" + duration.toSeconds() + "s`";
        }
        return duration.toMinutesPart() > 0 ? "`" + duration.toMinutes() + "m`" : "`" + duration.toHours() + "h`";
    }
}
