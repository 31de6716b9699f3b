package execution.api;

import execution.http.Problem;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** Says that a request is answered with a problem (RFC 9457). */
public class ProblemException extends ErrorResponseException {

    /**
     * What is wrong with one field.
     *
     * @param field the path of the field, e.g. {@code steps[0].name}
     */
    public record FieldError(String field, String problem) {}

    private final List<FieldError> errors;

    private ProblemException(HttpStatus status, String detail, List<FieldError> errors) {
        super(status, Problem.of(status.value(), detail), null);
        this.errors = List.copyOf(errors);
        if (!errors.isEmpty()) {
            getBody().setProperty("errors", this.errors);
        }
    }

    static ProblemException invalid(List<FieldError> errors) {
        String detail = String.join(
                "; ",
                errors.stream()
                        .map(error -> error.field() + ": " + error.problem())
                        .toList());
        return new ProblemException(HttpStatus.BAD_REQUEST, detail, errors);
    }

    static ProblemException invalid(String field, String problem) {
        return invalid(List.of(new FieldError(field, problem)));
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(HttpStatus.NOT_FOUND, detail, List.of());
    }

    static ProblemException conflict(String detail) {
        return new ProblemException(HttpStatus.CONFLICT, detail, List.of());
    }

    static ProblemException forbidden(String detail) {
        return new ProblemException(HttpStatus.FORBIDDEN, detail, List.of());
    }

    /**
     * Makes a problem with status 429.
     *
     * @param retryAfter after how many seconds the same request may be made again
     */
    static ProblemException tooMany(String detail, long retryAfter) {
        ProblemException problem = new ProblemException(HttpStatus.TOO_MANY_REQUESTS, detail, List.of());
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter));
        return problem;
    }

    /** Makes a problem with status 503, after which the same request may be made again. */
    static ProblemException unavailable(String detail) {
        return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, detail, List.of());
    }

    /**
     * Makes a problem with status 503.
     *
     * @param retryAfter after how many seconds the same request may be made again
     */
    static ProblemException unavailable(String detail, long retryAfter) {
        ProblemException problem = unavailable(detail);
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter));
        return problem;
    }

    /** Gives what is wrong, field by field. The list is empty if the problem is not about fields. */
    public List<FieldError> errors() {
        return errors;
    }

    /** Gives the detail alone, because a message from a queue is refused with this text as the reason. */
    @Override
    public String getMessage() {
        return getBody().getDetail();
    }
}
