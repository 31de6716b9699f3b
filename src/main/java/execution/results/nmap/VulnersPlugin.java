package execution.results.nmap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/**
 * Reads which known vulnerabilities the software of a port has: a document {@code cves} of each, and
 * {@code cve_vulners} of the port, where they stand by the CPE of the software. The script has written them in several
 * forms: as a table of tables, as a text of lines, and as output alone.
 */
@Component
class VulnersPlugin implements ScriptPlugin {

    private static final int MOST_CODE = 100;

    /** The most fields of a vulnerability; the script writes four. Each further field is left out. */
    private static final int MOST_FIELDS = 50;

    /** 0.0, 0.1, … 9.9: what nearly all severities are. */
    private static final Double[] TENTHS =
            IntStream.range(0, 100).mapToObj(tenths -> tenths / 10.0).toArray(Double[]::new);

    @Override
    public String script() {
        return "vulners";
    }

    @Override
    public Map<String, ?> read(Script script, HostContext host) {
        List<Map<String, Object>> software = new ArrayList<>();
        ScriptTable found = script.table();
        if (found.isEmpty()) {
            ofOutput(script.output(), software, host);
        }
        String code = found.text("id");
        if (isCode(code)) {
            add(software, null, List.of(ofTexts(code, found, host)), host);
        }
        for (ScriptTable table : found.tables()) {
            add(software, table.key(), ofTable(table, host), host);
        }
        for (int i = 0; i < found.textCount(); i++) {
            String cpe = found.textKey(i);
            if (cpe == null || cpe.startsWith("cpe")) {
                add(software, cpe, ofLines(found.text(i), host), host);
            }
        }
        return Map.of("cve_vulners", software);
    }

    /** The table of one software has a table of each vulnerability, or is itself that of one. */
    private static List<Map<String, Object>> ofTable(ScriptTable table, HostContext host) {
        List<Map<String, Object>> cves = new ArrayList<>();
        String code = table.text("id");
        if (isCode(code)) {
            cves.add(ofTexts(code, table, host));
        }
        for (ScriptTable one : table.tables()) {
            code = one.text("id");
            if (isCode(code)) {
                cves.add(ofTexts(code, one, host));
            }
        }
        return cves;
    }

    private static Map<String, Object> ofTexts(String code, ScriptTable table, HostContext host) {
        DocumentFields cve = new DocumentFields(4).add("cve_code", code).add("cve_severity", null);
        String cvss = null;
        for (int i = 0; i < table.textCount(); i++) {
            String name = table.textKey(i);
            switch (name == null ? "id" : name) {
                case "cvss" -> cvss = cvss == null ? table.text(i) : cvss;
                case "id" -> {}
                default -> {
                    if (cve.size() < MOST_FIELDS && !cve.containsKey(name)) {
                        cve.add(name, table.text(i));
                    }
                }
            }
        }
        cve.put("cve_severity", severity(cvss));
        return post(code, cve, host);
    }

    /** Each line is {@code code, severity, address}, with white space between them. */
    private static List<Map<String, Object>> ofLines(String text, HostContext host) {
        List<Map<String, Object>> cves = new ArrayList<>();
        text.lines().forEach(line -> {
            String[] words = line.strip().split("\\s++", 3);
            Double severity = words.length > 1 ? severity(words[1]) : null;
            if (severity != null && isCode(words[0])) {
                DocumentFields cve =
                        new DocumentFields(2).add("cve_code", words[0]).add("cve_severity", severity);
                cves.add(post(words[0], cve, host));
            }
        });
        return cves;
    }

    /** A line that ends with a colon names the software of the lines that follow. */
    private static void ofOutput(String output, List<Map<String, Object>> software, HostContext host) {
        String cpe = null;
        StringBuilder lines = new StringBuilder();
        for (String line : (Iterable<String>) output.lines()::iterator) {
            String stripped = line.strip();
            if (stripped.endsWith(":")) {
                add(software, cpe, ofLines(lines.toString(), host), host);
                lines.setLength(0);
                cpe = stripped.substring(0, stripped.length() - 1);
            } else {
                lines.append(stripped).append('\n');
            }
        }
        add(software, cpe, ofLines(lines.toString(), host), host);
    }

    private static Map<String, Object> post(String code, DocumentFields cve, HostContext host) {
        host.push(Map.of("cve_code", code));
        host.post("cves", cve);
        host.pop();
        return cve;
    }

    private static void add(
            List<Map<String, Object>> software, String cpe, List<Map<String, Object>> cves, HostContext host) {
        if (cves.isEmpty()) {
            return;
        }
        software.add(new DocumentFields(2).add("cpe_key", cpe).add("cves", cves));
        host.findings();
        double highest = -1;
        for (Map<String, Object> cve : cves) {
            highest = cve.get("cve_severity") instanceof Double severity ? Math.max(highest, severity) : highest;
        }
        if (highest >= 0) {
            host.highest("highest_cve_severity", highest);
        }
    }

    private static boolean isCode(String text) {
        return text != null && !text.isBlank() && text.length() <= MOST_CODE;
    }

    /** Gives the severity by CVSS, 0 to 10; null if the text is none. */
    private static Double severity(String text) {
        if (text == null || text.length() > 10) {
            return null;
        }
        if (text.length() == 3 && text.charAt(1) == '.' && isDigit(text.charAt(0)) && isDigit(text.charAt(2))) {
            return TENTHS[10 * (text.charAt(0) - '0') + text.charAt(2) - '0'];
        }
        try {
            double severity = Double.parseDouble(text);
            return severity >= 0 && severity <= 10 ? (Double) severity : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
