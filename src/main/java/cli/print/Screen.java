package cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import shared.json.Json;
import shared.text.PlainText;

/**
 * Prints what commands have to say, and nothing that a terminal would act on.
 *
 * @param terminal whether a person looks at the output while it comes
 * @param quiet whether only what a script needs is printed
 */
public record Screen(PrintWriter out, PrintWriter err, boolean terminal, OutputForm form, boolean quiet) {
    private static final String BEGIN_OF_LINE = "\r\u001b[K";

    public boolean isJson() {
        return form == OutputForm.json;
    }

    /** Says whether tables and words for people are printed. */
    public boolean isForPeople() {
        return form == OutputForm.table && !quiet;
    }

    /** Prints a line or several, whatever is in them. */
    public void line(String text) {
        out.println(PlainText.of(text));
    }

    /** Prints a name and a value on one line; nothing where there is no value. */
    public void field(String name, String value) {
        String plain = TextTable.plain(value);
        if (!plain.isEmpty()) {
            out.println(name + " ".repeat(Math.max(1, 14 - name.length())) + plain);
        }
    }

    public void table(TextTable table) {
        table.lines().forEach(out::println);
    }

    /** Prints a tree in lines that are indented. */
    public void json(JsonNode value) {
        out.println(escaped(Json.indented(value)));
    }

    /** Prints a tree on one line. */
    public void jsonLine(JsonNode value) {
        out.println(escaped(Json.text(value)));
    }

    /** Puts a line in place of the one before, which passes; for terminals alone. */
    public void passing(String text) {
        if (terminal && isForPeople()) {
            out.print(BEGIN_OF_LINE + TextTable.plain(text));
            out.flush();
        }
    }

    /** Asks something, and leaves the cursor behind the question. */
    public void question(String text) {
        err.print(TextTable.plain(text) + " ");
        err.flush();
    }

    /** Says on the other stream what went wrong. */
    public void error(String text) {
        err.println("execctl: " + TextTable.plain(text));
    }

    /** Sends what was printed. */
    public void flush() {
        out.flush();
    }

    /** Sends what was printed, and says whether anybody still reads it. */
    public boolean isRead() {
        return !out.checkError();
    }

    /** Jackson escapes control characters of ASCII; these are the others without a shape. */
    private static String escaped(String json) {
        StringBuilder text = new StringBuilder(json.length());
        json.codePoints().forEach(point -> {
            int type = Character.getType(point);
            boolean isShapeless = point >= 0x7f
                    && point <= Character.MAX_VALUE
                    && (type == Character.CONTROL
                            || type == Character.FORMAT
                            || type == Character.LINE_SEPARATOR
                            || type == Character.PARAGRAPH_SEPARATOR
                            || type == Character.SURROGATE);
            if (isShapeless) {
                text.append(String.format("\\u%04x", point));
            } else {
                text.appendCodePoint(point);
            }
        });
        return text.toString();
    }
}
