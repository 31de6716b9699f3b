package execution.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Answers in the form of RFC 9457 to requests that reach no route. They repeat nothing of the request. */
public final class Problem {

    /** How long a client is asked to wait, in seconds; routes are up within some seconds of a start. */
    static final String RETRY_AFTER = "5";

    static final String UNAVAILABLE = "the service cannot answer at the moment; the request may be repeated";

    private Problem() {}

    /**
     * @param status from 400
     * @param detail a constant text: what is wrong, and what to do about it
     */
    public static void write(HttpServletRequest request, HttpServletResponse response, int status, String detail)
            throws IOException {
        byte[] body = body(request, response, status, detail).getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Sets status and headers, and gives the body. */
    static String body(HttpServletRequest request, HttpServletResponse response, int status, String detail) {
        response.setStatus(status);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000 ; includeSubDomains");
        }
        response.setContentType("application/problem+json");
        HttpStatus known = HttpStatus.resolve(status);
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", known == null ? "Error" : known.getReasonPhrase())
                .put("status", status)
                .put("detail", detail)
                .toString();
    }

    /** 503: the request may be repeated as it is. */
    static void unavailable(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        write(request, response, 503, UNAVAILABLE);
    }
}
