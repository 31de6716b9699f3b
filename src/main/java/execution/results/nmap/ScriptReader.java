package execution.results.nmap;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Reads the element {@code script} for the plugin of the script, and passes over it if there is no plugin. */
final class ScriptReader {

    /** The most tables and texts of one script. */
    private static final int MOST_ENTRIES = 50_000;

    private final XmlCursor cursor;
    private final ScriptPlugins plugins;
    private final HostContext host;
    private Instant scannedAt;
    private Set<String> passedOver;
    private int entries;

    ScriptReader(XmlCursor cursor, ScriptPlugins plugins, HostContext host) {
        this.cursor = cursor;
        this.plugins = plugins;
        this.host = host;
    }

    /** Says when the scan of the host ended; null if the file does not say. */
    void scannedAt(Instant time) {
        scannedAt = time;
    }

    /** Reads the script, and adds what its plugin gives to the document of the port or host. */
    void read(Map<String, Object> document) throws IOException {
        String id = cursor.attribute("id");
        ScriptPlugin plugin = id == null ? null : plugins.find(id);
        if (plugin == null) {
            return;
        }
        cursor.hold("output");
        entries = 0;
        passedOver = plugin.passedOver();
        ScriptTable table = table(null);
        // What stands in tables is not wanted once more as a text.
        String output = table.isEmpty() ? cursor.held() : "";
        Script script = new Script(id, output, table, scannedAt);
        Map<String, ?> fields = plugin.read(script, host);
        if (fields != null) {
            document.putAll(fields);
        }
    }

    private ScriptTable table(String key) throws IOException {
        int depth = cursor.depth();
        ScriptTable table = new ScriptTable(key);
        for (String name = cursor.nextChild(depth); name != null; name = cursor.nextChild(depth)) {
            if (++entries > MOST_ENTRIES) {
                throw cursor.unusable("a script that found more than " + MOST_ENTRIES + " things");
            }
            String entry = cursor.attribute("key");
            if (entry != null && passedOver.contains(entry)) {
                continue;
            }
            if (name.equals("elem")) {
                table.add(entry, cursor.text());
            } else if (name.equals("table")) {
                table.add(table(entry));
            }
        }
        return table;
    }
}
