package execution.results.nmap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Reads the element {@code os}: the operating systems that a host may have. */
final class OsReader {

    private static final int MOST_MATCHES = 500;
    private static final int MOST_CLASSES = 100;
    private static final int MOST_CPES = 100;

    private final XmlCursor cursor;
    private final HostContext host;
    private final List<Map<String, Object>> listed = new ArrayList<>();
    private int mostAccurate;

    OsReader(XmlCursor cursor, HostContext host) {
        this.cursor = cursor;
        this.host = host;
    }

    /** Gives the systems that were read, as the document of the host lists them. */
    List<Map<String, Object>> listed() {
        return listed;
    }

    void read() throws IOException {
        int depth = cursor.depth();
        for (String name = cursor.nextChild(depth); name != null; name = cursor.nextChild(depth)) {
            if (name.equals("osmatch")) {
                match();
            }
        }
    }

    private void match() throws IOException {
        if (listed.size() == MOST_MATCHES) {
            throw cursor.unusable("a host with more than " + MOST_MATCHES + " operating systems");
        }
        int depth = cursor.depth();
        String system = cursor.attribute("name");
        Integer accuracy = wholeNumber(cursor.attribute("accuracy"));
        List<Map<String, Object>> classes = new ArrayList<>(4);
        for (String name = cursor.nextChild(depth); name != null; name = cursor.nextChild(depth)) {
            if (name.equals("osclass")) {
                if (classes.size() == MOST_CLASSES) {
                    throw cursor.unusable("an operating system of more than " + MOST_CLASSES + " classes");
                }
                classes.add(osClass());
            }
        }
        if (accuracy != null && accuracy > mostAccurate) {
            mostAccurate = accuracy;
            host.summary("most_likely_os", system);
            host.summary("most_likely_os_accuracy", accuracy);
        }
        DocumentFields match = new DocumentFields(3).add("os_name", system).add("os_accuracy", accuracy);
        if (!classes.isEmpty()) {
            match.add("os_classes", classes);
        }
        listed.add(match);
        host.push(Collections.singletonMap("os_name", system));
        host.post("os", match);
        host.pop();
    }

    private Map<String, Object> osClass() throws IOException {
        DocumentFields osClass = new DocumentFields(6)
                .add("os_class_type", cursor.attribute("type"))
                .add("os_class_vendor", cursor.attribute("vendor"))
                .add("os_class_os_family", cursor.attribute("osfamily"))
                .add("os_class_os_gen", cursor.attribute("osgen"))
                .add("os_class_accuracy", cursor.attribute("accuracy"));
        List<String> cpes = cursor.texts("cpe", MOST_CPES);
        if (!cpes.isEmpty()) {
            osClass.add("os_cpes", cpes);
        }
        return osClass;
    }

    private static Integer wholeNumber(String text) {
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
