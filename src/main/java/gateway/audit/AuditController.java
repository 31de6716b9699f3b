package gateway.audit;

import execution.audit.AuditTable;
import gateway.access.Visitor;
import gateway.page.Html;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The page that shows admins who did what. */
@Controller
class AuditController {

    private static final int LINES = 100;
    private static final String PATH = "/ui/admin/audit";

    private final AuditTable table;
    private final Html html;
    private final Clock clock;

    AuditController(AuditTable table, Html html, Clock clock) {
        this.table = table;
        this.html = html;
        this.clock = clock;
    }

    @GetMapping(PATH)
    ResponseEntity<String> show(
            @RequestParam(required = false) String day, @RequestParam(required = false) String before) {
        if (Visitor.current().tenant() != null) {
            throw new ResponseStatusException(
                    HttpStatus.FORBIDDEN, "Only operators see what was done for all tenants.");
        }
        LocalDate shown = day(day);
        AuditTable.Part part = table.read(shown.toString(), before == null || before.isEmpty() ? null : before, LINES);
        return html.page(
                "Audit",
                "audit",
                new AuditPage(
                        shown.toString(),
                        part.lines(),
                        part.next() == null
                                ? null
                                : PATH + "?day=" + shown + "&before="
                                        + URLEncoder.encode(part.next(), StandardCharsets.UTF_8),
                        PATH + "?day=" + shown.minusDays(1)));
    }

    private LocalDate day(String text) {
        try {
            return text == null || text.isBlank()
                    ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                    : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "Day: must be a day like 2026-01-01.");
        }
    }
}
