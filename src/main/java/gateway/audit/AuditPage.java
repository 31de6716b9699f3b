package gateway.audit;

import execution.audit.AuditLine;
import java.util.List;

/**
 * What the page shows of who did what.
 *
 * @param day the day that is shown
 * @param lines the newest first
 * @param older the address of the next lines of the day; null if there are none
 * @param dayBefore the address of the day before
 */
public record AuditPage(String day, List<AuditLine> lines, String older, String dayBefore) {}
