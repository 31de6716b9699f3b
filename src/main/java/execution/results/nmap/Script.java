package execution.results.nmap;

import java.time.Instant;

/**
 * What one script of nmap found.
 *
 * @param id the script's, such as {@code ssl-cert}
 * @param output the text for people, if the script writes text alone; else empty
 * @param table what the script found, as tables and texts; empty if the script writes text alone
 * @param scannedAt when the scan of the host ended; null if the file does not say
 */
public record Script(String id, String output, ScriptTable table, Instant scannedAt) {}
