package execution.results.nmap;

import execution.results.parser.ResultsContext;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the element {@code host}: one scanned address. */
final class HostReader {

    private static final int MOST_ADDRESS = 200;
    private static final int MOST_NAMES = 1_000;

    private final XmlCursor cursor;
    private final HostContext host;
    private final PortReader ports;
    private final OsReader os;
    private final ScriptReader scripts;
    private final DocumentFields document = new DocumentFields(16);
    private final List<Map<String, Object>> names = new ArrayList<>();
    private boolean keyIsKnown;

    HostReader(XmlCursor cursor, ScriptPlugins plugins, ResultsContext context) {
        this.cursor = cursor;
        this.host = new HostContext(context);
        this.scripts = new ScriptReader(cursor, plugins, host);
        this.ports = new PortReader(cursor, scripts, host);
        this.os = new OsReader(cursor, host);
    }

    /** Reads the host and publishes it. */
    void read() throws IOException {
        cursor.kept(0);
        int depth = cursor.depth();
        document.add("host_names", names).add("ports", ports.listed()).add("os_info", os.listed());
        times();
        for (String name = cursor.nextChild(depth); name != null; name = cursor.nextChild(depth)) {
            switch (name) {
                case "status" -> status();
                case "address" -> address();
                case "hostnames" -> hostNames();
                case "uptime" -> uptime();
                case "ports" -> {
                    wantKey();
                    ports.read();
                }
                case "os" -> {
                    wantKey();
                    os.read();
                }
                case "hostscript" -> {
                    wantKey();
                    hostScripts();
                }
                default -> {}
            }
        }
        wantKey();
        if (ports.notListed() > 0) {
            document.put("ports_not_listed", ports.notListed());
        }
        host.putSummaries(document);
        host.post("data", document);
        host.publish();
        host.pop();
    }

    private void times() {
        Instant started = instant(cursor.attribute("starttime"));
        Instant ended = instant(cursor.attribute("endtime"));
        if (started != null && ended != null) {
            document.add("host_scan_start_time", Times.text(started)).add("host_scan_end_time", Times.text(ended));
        }
        scripts.scannedAt(ended);
    }

    private void status() {
        document.put("status", cursor.attribute("state"));
        document.put("status_reason", cursor.attribute("reason"));
    }

    /** The first address is the one that was scanned; an address of the hardware may follow. */
    private void address() {
        if (keyIsKnown) {
            return;
        }
        String address = cursor.attribute("addr");
        String type = cursor.attribute("addrtype");
        if (address == null || address.length() > MOST_ADDRESS || type != null && type.length() > MOST_ADDRESS) {
            throw cursor.unusable("a host without an address of at most " + MOST_ADDRESS + " characters");
        }
        host.push(new DocumentFields(2).add("address", address).add("address_type", type == null ? "ipv4" : type));
        keyIsKnown = true;
    }

    private void wantKey() {
        if (!keyIsKnown) {
            throw cursor.unusable("a host without an address");
        }
    }

    private void hostNames() throws IOException {
        int depth = cursor.depth();
        for (String name = cursor.nextChild(depth); name != null; name = cursor.nextChild(depth)) {
            if (name.equals("hostname")) {
                if (names.size() == MOST_NAMES) {
                    throw cursor.unusable("a host with more than " + MOST_NAMES + " names");
                }
                names.add(new DocumentFields(2)
                        .add("host_name", cursor.attribute("name"))
                        .add("host_name_type", cursor.attribute("type")));
            }
        }
    }

    private void uptime() {
        document.put("uptime", cursor.attribute("seconds"));
        document.put("last_boot", cursor.attribute("lastboot"));
    }

    private void hostScripts() throws IOException {
        int depth = cursor.depth();
        for (String name = cursor.nextChild(depth); name != null; name = cursor.nextChild(depth)) {
            if (name.equals("script")) {
                scripts.read(document);
            }
        }
    }

    private static Instant instant(String seconds) {
        if (seconds == null || seconds.isEmpty()) {
            return null;
        }
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds));
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }
}
