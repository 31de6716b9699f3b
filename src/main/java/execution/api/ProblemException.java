package execution.api;

import java.util.List;

/** A request that is answered with a problem (RFC 9457). */
public class ProblemException extends RuntimeException {

    /**
     * What is wrong with one field.
     *
     * @param field its path, e.g. {@code steps[0].name}
     */
    public record FieldError(String field, String problem) {}

    private final int status;
    private final String title;
    private final List<FieldError> errors;
    private final long retryAfter;

    ProblemException(int status, String title, String detail, List<FieldError> errors) {
        this(status, title, detail, errors, 0);
    }

    private ProblemException(int status, String title, String detail, List<FieldError> errors, long retryAfter) {
        super(detail);
        this.retryAfter = retryAfter;
        this.status = status;
        this.title = title;
        this.errors = List.copyOf(errors);
    }

    static ProblemException invalid(List<FieldError> errors) {
        String detail = String.join(
                "; ",
                errors.stream()
                        .map(error -> error.field() + ": " + error.problem())
                        .toList());
        return new ProblemException(400, "Bad Request", detail, errors);
    }

    static ProblemException invalid(String field, String problem) {
        return invalid(List.of(new FieldError(field, problem)));
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(404, "Not Found", detail, List.of());
    }

    static ProblemException conflict(String detail) {
        return new ProblemException(409, "Conflict", detail, List.of());
    }

    static ProblemException forbidden(String detail) {
        return new ProblemException(403, "Forbidden", detail, List.of());
    }

    /**
     * @param retryAfter in how many seconds the same request may be made again
     */
    static ProblemException tooMany(String detail, long retryAfter) {
        return new ProblemException(429, "Too Many Requests", detail, List.of(), retryAfter);
    }

    /** In how many seconds the same request may be made again; 0 where that is no use. */
    public long retryAfter() {
        return retryAfter;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public List<FieldError> errors() {
        return errors;
    }
}
