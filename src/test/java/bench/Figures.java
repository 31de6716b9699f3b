package bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that is printed: each figure beside what is to be reached, and whether it was. */
final class Figures {

    private record Row(String what, String figure, String target, String met) {}

    private final List<Row> rows = new ArrayList<>();

    void add(String what, String figure) {
        rows.add(new Row(what, figure, "", ""));
    }

    void add(String what, String figure, String target, boolean met) {
        rows.add(new Row(what, figure, target, met ? "yes" : "no"));
    }

    static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    String markdown() {
        var table = new StringBuilder("| | measured | to reach | met |\n|---|---|---|---|\n");
        rows.forEach(row ->
                table.append("| %s | %s | %s | %s |%n".formatted(row.what(), row.figure(), row.target(), row.met())));
        return table.toString();
    }
}
