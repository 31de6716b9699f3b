package execution.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;

/**
 * Makes answers in the form of RFC 9457, and writes them where a request reaches no route. Such an answer repeats
 * nothing of the request.
 */
public final class Problem {

    /** After how many seconds a client may ask again. Routes are up within some seconds of a start. */
    static final String RETRY_AFTER = "5";

    static final String UNAVAILABLE = "the service cannot answer at the moment; the request may be repeated";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
            .build();

    private Problem() {}

    /**
     * Makes the content of an answer.
     *
     * @param status the HTTP status, from 400; the title is the phrase that HTTP has for it
     * @param detail what is wrong, and what to do about it
     */
    public static ProblemDetail of(int status, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(status), detail);
        if (problem.getTitle() == null) {
            problem.setTitle("Error");
        }
        return problem;
    }

    /** The answer's body. */
    public static String json(ProblemDetail problem) {
        try {
            return MAPPER.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes an answer.
     *
     * @param status the HTTP status, from 400
     * @param detail a constant text that says what is wrong and what to do about it
     */
    public static void write(HttpServletRequest request, HttpServletResponse response, int status, String detail)
            throws IOException {
        write(request, response, of(status, detail));
    }

    /** Writes an answer whose content was made before. */
    public static void write(HttpServletRequest request, HttpServletResponse response, ProblemDetail problem)
            throws IOException {
        byte[] body = body(request, response, problem).getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /**
     * Sets the status and the headers of an answer.
     *
     * @return the body of the answer
     */
    static String body(HttpServletRequest request, HttpServletResponse response, int status, String detail) {
        return body(request, response, of(status, detail));
    }

    private static String body(HttpServletRequest request, HttpServletResponse response, ProblemDetail problem) {
        response.setStatus(problem.getStatus());
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000 ; includeSubDomains");
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        return json(problem);
    }

    /** Answers with 503, which says that the same request may be repeated. */
    static void unavailable(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        write(request, response, 503, UNAVAILABLE);
    }
}
