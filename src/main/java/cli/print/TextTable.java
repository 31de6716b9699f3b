package cli.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import shared.text.PlainText;

/** A table of text, whose columns are as wide as what they hold. */
public final class TextTable {
    private static final int WIDEST = 60;

    private final List<List<String>> rows = new ArrayList<>();

    /** Begins a table with the names of its columns. */
    public TextTable(String... names) {
        add(names);
    }

    /** Adds a row; a long text that is not in the last column is cut. */
    public void add(String... cells) {
        List<String> row = new ArrayList<>();
        Arrays.stream(cells).map(TextTable::plain).forEach(row::add);
        for (int i = 0; i < row.size() - 1; i++) {
            if (length(row.get(i)) > WIDEST) {
                row.set(i, row.get(i).substring(0, row.get(i).offsetByCodePoints(0, WIDEST - 1)) + "…");
            }
        }
        rows.add(row);
    }

    /** Makes text from outside one line that a terminal can show. */
    static String plain(String text) {
        return text == null
                ? ""
                : PlainText.of(text).replace('\n', ' ').replace('\t', ' ').strip();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - length(row.get(i)) + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
