package gateway.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses each form that does not come from a page that was shown to the same person. */
@Component
class FormCheck implements HandlerInterceptor {

    /** What browsers say of a request that a page of this server, or nobody's page, has made. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final FormTokens tokens;

    FormCheck(FormTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if ("GET".equals(request.getMethod())) {
            return true;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        String header = request.getHeader(FormTokens.HEADER);
        String token = header == null ? Form.of(request).field(FormTokens.FIELD) : header;
        if (site != null && !OWN_SITES.contains(site) || !tokens.isGood(Visitor.current(), token)) {
            throw new ResponseStatusException(
                    HttpStatus.FORBIDDEN, "The form is too old or comes from elsewhere. Open its page again.");
        }
        return true;
    }
}
