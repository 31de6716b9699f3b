package gateway.page;

import gateway.access.FormTokens;
import gateway.access.Visitor;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Makes the answers that controllers give: whole pages within the frame that all pages share, and parts of pages. */
@Component
public class Html {

    private static final MediaType TYPE = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final Templates templates;
    private final FormTokens tokens;
    private final PageFiles files;

    Html(Templates templates, FormTokens tokens, PageFiles files) {
        this.templates = templates;
        this.tokens = tokens;
        this.files = files;
    }

    /**
     * Makes a page.
     *
     * @param title what the page is called in the head and in the browser's tab
     * @param template the template, which has the parameters {@code frame} and {@code page}
     * @param page what the page shows; a public record
     */
    public ResponseEntity<String> page(String title, String template, Object page) {
        return page(200, title, template, page);
    }

    /** Makes a page with another status. */
    public ResponseEntity<String> page(int status, String title, String template, Object page) {
        Visitor visitor = Visitor.current();
        Frame frame = new Frame(
                title, visitor, Navigation.entries(visitor), tokens.make(visitor), files.styles(), files.scripts());
        return answer(status, templates.render(template, Map.of("frame", frame, "page", page)));
    }

    /**
     * Makes a part of a page.
     *
     * @param template the template, which has the parameter {@code page}
     */
    public String fragment(String template, Object page) {
        return templates.render(template, Map.of("page", page));
    }

    /** Answers with a part of a page. */
    public ResponseEntity<String> part(String template, Object page) {
        return part(200, template, page);
    }

    /** Answers with a part of a page and another status. */
    public ResponseEntity<String> part(int status, String template, Object page) {
        return answer(status, fragment(template, page));
    }

    /** Sends the browser to another page after a form. */
    public ResponseEntity<String> seeOther(String path) {
        return ResponseEntity.status(303)
                .cacheControl(CacheControl.noStore())
                .header("Location", path)
                .build();
    }

    private static ResponseEntity<String> answer(int status, String body) {
        return ResponseEntity.status(HttpStatusCode.valueOf(status))
                .cacheControl(CacheControl.noStore())
                .contentType(TYPE)
                .body(body);
    }
}
