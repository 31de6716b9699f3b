package execution.results.nmap;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Reads the certificate of a port: a document {@code ssl_cert}, and the same in the port's own document. */
@Component
class SslCertPlugin implements ScriptPlugin {

    private static final String ALTERNATIVE_NAMES = "Subject Alternative Name";
    private static final long SECONDS_OF_A_DAY = Duration.ofDays(1).toSeconds();

    @Override
    public String script() {
        return "ssl-cert";
    }

    @Override
    public Set<String> passedOver() {
        return Set.of("pubkey", "sig_algo", "md5", "sha1", "sha256", "pem");
    }

    @Override
    public Map<String, ?> read(Script script, HostContext host) {
        Map<String, Object> certificate = new LinkedHashMap<>();
        for (ScriptTable table : script.table().tables()) {
            switch (String.valueOf(table.key())) {
                case "subject", "issuer" -> certificate.put(table.key(), table.textsByKey());
                case "validity" -> validity(table, script.scannedAt(), certificate);
                case "extensions" -> certificate.put("extensions", alternativeNames(table));
                default -> {}
            }
        }
        host.post("ssl_cert", certificate);
        return Map.of("ssl_cert", certificate);
    }

    private static void validity(ScriptTable table, Instant scannedAt, Map<String, Object> certificate) {
        certificate.put("validity", table.textsByKey());
        Instant end = Times.ofText(table.text("notAfter"));
        if (end != null && scannedAt != null) {
            long seconds = Duration.between(scannedAt, end).toSeconds();
            certificate.put("expiry_diff_at_scan", Math.floorDiv(seconds, SECONDS_OF_A_DAY));
        }
    }

    private static List<Map<String, String>> alternativeNames(ScriptTable extensions) {
        List<Map<String, String>> names = new ArrayList<>();
        for (ScriptTable extension : extensions.tables()) {
            String name = extension.text("name");
            if (name != null && name.contains(ALTERNATIVE_NAMES)) {
                names.add(extension.textsByKey());
            }
        }
        return names;
    }
}
