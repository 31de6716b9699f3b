package execution.results.nmap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the element {@code ports}, and posts each port of a host as it comes. */
final class PortReader {

    /** The most ports in the document of a host. Further ports have their own documents alone. */
    private static final int MOST_LISTED = 10_000;

    /** After so many ports of one host what was posted is published, so that it does not fill the memory. */
    private static final int PUBLISHED_AT_ONCE = 1_000;

    private static final int MOST_NUMBER = 20;
    private static final int MOST_CPES = 100;

    private final XmlCursor cursor;
    private final ScriptReader scripts;
    private final HostContext host;
    private final List<Map<String, Object>> listed = new ArrayList<>();
    private int posted;

    PortReader(XmlCursor cursor, ScriptReader scripts, HostContext host) {
        this.cursor = cursor;
        this.scripts = scripts;
        this.host = host;
    }

    /** Gives the ports that were read, as the document of the host lists them. */
    List<Map<String, Object>> listed() {
        return listed;
    }

    /** Gives how many ports were posted and are not listed. */
    int notListed() {
        return posted - listed.size();
    }

    void read() throws IOException {
        int depth = cursor.depth();
        for (String name = cursor.nextChild(depth); name != null; name = cursor.nextChild(depth)) {
            if (name.equals("port")) {
                port();
                if (posted % PUBLISHED_AT_ONCE == 0) {
                    host.publish();
                }
            }
        }
    }

    private void port() throws IOException {
        int before = cursor.kept();
        int depth = cursor.depth();
        String number = cursor.attribute("portid");
        String protocol = cursor.attribute("protocol");
        if (number == null || protocol == null || number.length() > MOST_NUMBER || protocol.length() > MOST_NUMBER) {
            throw cursor.unusable("a port without a number and a protocol of at most " + MOST_NUMBER + " characters");
        }
        host.push(new DocumentFields(2).add("port_id", number).add("protocol", protocol));
        DocumentFields port = new DocumentFields(12);
        // Boards show it as it is, and port_id, which they know as a number, with separators.
        port.add("port_str", number).add("port_id", number).add("protocol", protocol);
        boolean stateIsKnown = false;
        boolean serviceIsKnown = false;
        for (String name = cursor.nextChild(depth); name != null; name = cursor.nextChild(depth)) {
            if (name.equals("state") && !stateIsKnown) {
                stateIsKnown = true;
                state(port);
            } else if (name.equals("service") && !serviceIsKnown) {
                serviceIsKnown = true;
                service(port);
            } else if (name.equals("script")) {
                scripts.read(port);
            }
        }
        host.post("ports", port);
        host.pop();
        posted++;
        if (listed.size() < MOST_LISTED) {
            listed.add(port);
        } else {
            cursor.kept(before);
        }
    }

    private void state(DocumentFields port) {
        String state = cursor.attribute("state");
        port.add("status", state);
        port.add("status_reason", cursor.attribute("reason"));
        if ("open".equals(state)) {
            host.findings();
        }
    }

    private void service(DocumentFields port) throws IOException {
        port.add("service", cursor.attribute("name"));
        port.add("product", cursor.attribute("product"));
        port.add("version", cursor.attribute("version"));
        port.add("extra_info", cursor.attribute("extrainfo"));
        port.add("os_type", cursor.attribute("ostype"));
        List<String> cpes = cursor.texts("cpe", MOST_CPES);
        if (!cpes.isEmpty()) {
            port.add("cpes", cpes);
        }
    }
}
