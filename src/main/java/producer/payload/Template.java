package producer.payload;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import shared.placeholder.PlaceholderSource;
import shared.placeholder.Placeholders;

/**
 * A text with placeholders. The text is split into pieces once, so that making a record costs no more than copying
 * them.
 *
 * <p>{@code ${{record.ts}}}, {@code message_id}, {@code sequence}, {@code run}, {@code source} and {@code host} tell of
 * the record and its run; {@code ${{random.uuid}}}, {@code ${{random.number.<below>}}} and {@code
 * ${{random.text.<length>}}} are drawn anew for each record; {@code ${{env.NAME}}} is a setting or environment
 * variable.
 */
final class Template implements Payload {

    private interface Part {
        void write(Scratch to, long sequence);
    }

    private static final String MARK = "\0";
    private static final byte[] LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_TEXT = 1 << 20;

    private final List<Part> dynamic = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom();
    private final Scratch scratch = new Scratch();
    private final Part[] parts;

    private Template(String text, RunIdentity run, Map<String, String> variables, UnaryOperator<String> quote) {
        if (text.contains(MARK)) {
            throw new PayloadException("must not hold the character 0");
        }
        // A placeholder whose value changes with each record becomes the number of its part between two marks.
        String marked = new Placeholders(List.of(
                        source("env", name -> Optional.ofNullable(variables.get(name))
                                .map(quote)),
                        source("record", name -> recordPart(name, run, quote)),
                        source("random", this::randomPart)))
                .resolve(text);
        List<Part> all = new ArrayList<>();
        String[] pieces = marked.split(MARK, -1);
        for (int i = 0; i < pieces.length; i++) {
            if (i % 2 == 1) {
                all.add(dynamic.get(Integer.parseInt(pieces[i])));
            } else if (!pieces[i].isEmpty()) {
                byte[] bytes = pieces[i].getBytes(StandardCharsets.UTF_8);
                all.add((to, sequence) -> to.put(bytes));
            }
        }
        parts = all.toArray(Part[]::new);
    }

    /** Makes a template of a JSON text. The values are escaped, because they stand within JSON strings. */
    static Template json(String text, RunIdentity run, Map<String, String> variables) {
        return new Template(
                text,
                run,
                variables,
                value -> new String(JsonStringEncoder.getInstance().quoteAsString(value)));
    }

    /** Makes a template of a plain text. */
    static Template plain(String text, RunIdentity run, Map<String, String> variables) {
        return new Template(text, run, variables, UnaryOperator.identity());
    }

    @Override
    public byte[] value(long sequence) {
        for (Part part : parts) {
            part.write(scratch, sequence);
        }
        return scratch.take();
    }

    private Optional<String> recordPart(String name, RunIdentity run, UnaryOperator<String> quote) {
        return switch (name) {
            case "ts" -> {
                TimestampWriter timestamps = new TimestampWriter();
                yield marked((to, sequence) -> timestamps.write(to));
            }
            case "message_id" -> {
                byte[] beginning = (run.id() + '-').getBytes(StandardCharsets.US_ASCII);
                yield marked((to, sequence) -> {
                    to.put(beginning);
                    to.putNumber(sequence);
                });
            }
            case "sequence" -> marked((to, sequence) -> to.putNumber(sequence));
            case "run" -> Optional.of(run.id());
            case "source" -> Optional.of(quote.apply(run.source()));
            case "host" -> Optional.of(quote.apply(run.host()));
            default -> Optional.empty();
        };
    }

    private Optional<String> randomPart(String name) {
        if (name.equals("uuid")) {
            return marked((to, sequence) -> to.put(
                    new UUID(random.nextLong(), random.nextLong()).toString().getBytes(StandardCharsets.US_ASCII)));
        }
        int dot = name.indexOf('.');
        String argument = name.substring(dot + 1);
        if (dot < 0 || !argument.matches("[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        long number = Long.parseLong(argument);
        return switch (name.substring(0, dot)) {
            case "number" -> marked((to, sequence) -> to.putNumber(random.nextLong(number)));
            case "text" -> number > MOST_TEXT ? Optional.empty() : marked((to, sequence) -> putText(to, (int) number));
            default -> Optional.empty();
        };
    }

    private void putText(Scratch to, int length) {
        for (int i = 0; i < length; i++) {
            to.put(LETTERS[random.nextInt(LETTERS.length)]);
        }
    }

    private Optional<String> marked(Part part) {
        dynamic.add(part);
        return Optional.of(MARK + (dynamic.size() - 1) + MARK);
    }

    private static PlaceholderSource source(String plugin, Function<String, Optional<String>> values) {
        return new PlaceholderSource() {
            @Override
            public String plugin() {
                return plugin;
            }

            @Override
            public Optional<String> value(String name) {
                return values.apply(name);
            }
        };
    }
}
