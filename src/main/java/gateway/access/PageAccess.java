package gateway.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/**
 * Answers whoever may not see a page. The answer is a page without styles, because these are for people who have signed
 * in, and repeats nothing of the request.
 */
@Component
class PageAccess implements AuthenticationEntryPoint, AccessDeniedHandler {

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof TooManyGuessesException guesses) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(guesses.seconds()));
            write(response, 429, "Too many wrong passwords", "Wait for " + guesses.seconds() + " seconds.");
        } else if (failure instanceof AuthenticationServiceException) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
            write(response, 503, "Tokens cannot be checked now", "Try again in some seconds.");
        } else {
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"execution service\", charset=\"UTF-8\"");
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            write(response, 401, "Sign in", "A name and the right password, or a valid bearer token, are needed.");
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException failure)
            throws IOException {
        write(response, 403, "Not allowed", "Your role does not allow this.");
    }

    private static void write(HttpServletResponse response, int status, String title, String text) throws IOException {
        String page = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title
                + "</title><meta name=\"viewport\" content=\"width=device-width\"></head><body><main><h1>" + title
                + "</h1><p>" + text + "</p></main></body></html>";
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
