package execution.results.nmap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of what a script of nmap found. Its entries are texts ({@code elem}) and further tables, and each may have a
 * key. Keys need not be unique.
 */
public final class ScriptTable {

    private static final ScriptTable[] NO_TABLES = {};
    private static final String[] NO_TEXTS = {};

    private final String key;
    private ScriptTable[] tables = NO_TABLES;
    private int tableCount;
    /** Keys and values in turns, because there are very many of them. */
    private String[] texts = NO_TEXTS;

    private int textCount;

    ScriptTable(String key) {
        this.key = key;
    }

    void add(ScriptTable table) {
        if (tableCount == tables.length) {
            tables = tableCount == 0 ? new ScriptTable[4] : Arrays.copyOf(tables, 2 * tableCount);
        }
        tables[tableCount++] = table;
    }

    void add(String textKey, String value) {
        if (2 * textCount == texts.length) {
            texts = textCount == 0 ? new String[8] : Arrays.copyOf(texts, 4 * textCount);
        }
        texts[2 * textCount] = textKey;
        texts[2 * textCount + 1] = value;
        textCount++;
    }

    /** Gives the key of this table; null if it has none. */
    public String key() {
        return key;
    }

    /** Tells whether there is nothing in the table. */
    public boolean isEmpty() {
        return tableCount == 0 && textCount == 0;
    }

    /** Gives the tables in this one, in the file's order. */
    public List<ScriptTable> tables() {
        return Arrays.asList(tables).subList(0, tableCount);
    }

    /** Gives how many texts are in this table. */
    public int textCount() {
        return textCount;
    }

    /** Gives the key of a text by its place in the file's order, from 0; null if it has none. */
    public String textKey(int place) {
        return texts[2 * place];
    }

    /** Gives a text by its place in the file's order, from 0. */
    public String text(int place) {
        return texts[2 * place + 1];
    }

    /** Gives the first text of this key; null if there is none. */
    public String text(String wanted) {
        for (int i = 0; i < textCount; i++) {
            if (wanted.equals(textKey(i))) {
                return text(i);
            }
        }
        return null;
    }

    /** Gives all texts, with and without a key. */
    public List<String> texts() {
        List<String> all = new ArrayList<>(textCount);
        for (int i = 0; i < textCount; i++) {
            all.add(text(i));
        }
        return all;
    }

    /** Gives the texts that have a key, by their keys. Of two with the same key the last one counts. */
    public Map<String, String> textsByKey() {
        Map<String, String> byKey = new LinkedHashMap<>();
        for (int i = 0; i < textCount; i++) {
            if (textKey(i) != null) {
                byKey.put(textKey(i), text(i));
            }
        }
        return byKey;
    }

    /** Gives the first table of this key. */
    public Optional<ScriptTable> table(String wanted) {
        return tables().stream().filter(table -> wanted.equals(table.key)).findFirst();
    }
}
