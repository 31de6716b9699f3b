package gateway.page;

import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.server.ResponseStatusException;

/** Shows what is shown where a page cannot be. What went wrong within the service is in the log, not on the page. */
@ControllerAdvice("gateway")
class PageErrors {

    private static final Logger LOG = LoggerFactory.getLogger(PageErrors.class);

    private final Html html;

    PageErrors(Html html) {
        this.html = html;
    }

    @ExceptionHandler
    ResponseEntity<String> refused(ResponseStatusException failure) {
        HttpStatus status = HttpStatus.valueOf(failure.getStatusCode().value());
        String text = failure.getReason() == null ? "There is no such page." : failure.getReason();
        return html.page(status.value(), status.getReasonPhrase(), "error", new ErrorPage(text));
    }

    @ExceptionHandler({MethodArgumentTypeMismatchException.class, MissingRequestValueException.class})
    ResponseEntity<String> unreadable(Exception failure) {
        return html.page(400, "Bad Request", "error", new ErrorPage("The address of the page is not complete."));
    }

    @ExceptionHandler
    ResponseEntity<String> failed(HttpServletRequest request, Exception failure) {
        LOG.error("A page could not be shown: {}", request.getRequestURI(), failure);
        return html.page(
                503,
                "Service Unavailable",
                "error",
                new ErrorPage("The page cannot be shown now. Try again in a moment; the log says why."));
    }
}
