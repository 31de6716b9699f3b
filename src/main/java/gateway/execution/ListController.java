package gateway.execution;

import gateway.access.Visitor;
import gateway.live.View;
import gateway.live.Watches;
import gateway.page.Html;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The page with the list of executions, which is the first of all pages. */
@Controller
class ListController {

    private final Lists lists;
    private final Watches watches;
    private final Html html;

    ListController(Lists lists, Watches watches, Html html) {
        this.lists = lists;
        this.watches = watches;
        this.html = html;
    }

    @GetMapping("/ui")
    ResponseEntity<String> list(HttpServletRequest request) {
        Visitor visitor = Visitor.current();
        ListFilter filter = ListFilter.of(visitor, request::getParameter);
        return html.page("Executions", "executions", lists.read(visitor, filter));
    }

    /** Keeps the first page of a list up to date. */
    @GetMapping("/ui/live")
    void live(HttpServletRequest request, HttpServletResponse response) {
        Visitor visitor = Visitor.current();
        ListFilter filter = ListFilter.of(visitor, request::getParameter);
        String key = "list " + visitor.tenant() + " " + filter.query(null);
        watches.follow(
                request,
                response,
                key,
                () -> () -> new View.Sight(
                        Map.of("rows", html.fragment("executionRows", lists.read(visitor, filter))), false));
    }
}
