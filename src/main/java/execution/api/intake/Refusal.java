package execution.api.intake;

import execution.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Why a request is refused.
 *
 * @param status the HTTP status, from 400
 * @param detail a constant text that says what is wrong and what to do about it
 * @param retryAfter after how many seconds the same request may be made again; 0 where that would not help
 */
record Refusal(int status, String detail, long retryAfter) {

    static Refusal of(int status, String detail) {
        return new Refusal(status, detail, 0);
    }

    void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (retryAfter > 0) {
            response.setHeader("Retry-After", Long.toString(retryAfter));
        }
        Problem.write(request, response, status, detail);
    }
}
