package execution.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * Writes a problem where code behind the filter sets only a status. {@link ProblemReportValve} would come too late: it
 * writes nothing if another thread than the request's own set the status, and routes run in threads of their own.
 */
class ProblemResponse extends HttpServletResponseWrapper {

    private final HttpServletRequest request;

    ProblemResponse(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        this.request = request;
    }

    /**
     * Answers with a problem.
     *
     * @param status the HTTP status; 404 for an operation that the filter found means that Camel was stopped between
     *     the filter and the router
     */
    @Override
    public void sendError(int status) throws IOException {
        resetBuffer();
        if (status == 404 || status == 503) {
            Problem.unavailable(request, (HttpServletResponse) getResponse());
        } else {
            Problem.write(request, (HttpServletResponse) getResponse(), status, "the request could not be carried out");
        }
    }

    /** Answers with a problem and without the message, because the message may repeat parts of the request. */
    @Override
    public void sendError(int status, String message) throws IOException {
        sendError(status);
    }
}
