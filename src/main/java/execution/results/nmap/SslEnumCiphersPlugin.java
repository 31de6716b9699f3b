package execution.results.nmap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Reads which versions of TLS and which ciphers a port offers: documents {@code ssl_protos} and {@code ssl_ciphers},
 * and {@code ssl_enum_ciphers} of the port.
 */
@Component
class SslEnumCiphersPlugin implements ScriptPlugin {

    /** In the order of their names, the oldest first. */
    private static final Set<String> PROTOCOLS = Set.of("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    @Override
    public String script() {
        return "ssl-enum-ciphers";
    }

    @Override
    public Map<String, ?> read(Script script, HostContext host) {
        List<Map<String, Object>> protocols = new ArrayList<>();
        for (ScriptTable table : script.table().tables()) {
            if (PROTOCOLS.contains(String.valueOf(table.key()))) {
                host.lowest("lowest_ssl_proto", table.key());
            } else {
                host.summary("unknown_ssl_proto", true);
            }
            protocols.add(protocol(table, host));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ssl_enum_ciphers", protocols);
        String strength = script.table().text("least strength");
        if (strength != null) {
            fields.put("ssl_least_strength", strength);
            // Grades go from A to F, so the weakest is the highest letter, but boards know this summary as it is.
            host.lowest("lowest_ssl_strength", strength);
        }
        return fields;
    }

    private static Map<String, Object> protocol(ScriptTable table, HostContext host) {
        Map<String, Object> protocol = new LinkedHashMap<>();
        protocol.put("ssl_protocol", table.key());
        host.push(Collections.singletonMap("ssl_protocol", table.key()));
        table.table("ciphers").ifPresent(ciphers -> protocol.put("ciphers", ciphers(ciphers, host)));
        String preference = table.text("cipher preference");
        if (preference != null) {
            protocol.put("cipher_preference", preference);
        }
        host.post("ssl_protos", protocol);
        host.pop();
        return protocol;
    }

    private static List<Map<String, Object>> ciphers(ScriptTable table, HostContext host) {
        List<Map<String, Object>> ciphers = new ArrayList<>();
        for (ScriptTable cipher : table.tables()) {
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("name", cipher.text("name"));
            found.putAll(cipher.textsByKey());
            host.push(Collections.singletonMap("name", cipher.text("name")));
            host.post("ssl_ciphers", found);
            host.pop();
            ciphers.add(found);
        }
        return ciphers;
    }
}
