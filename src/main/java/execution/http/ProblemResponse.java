package execution.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * Answers with a problem where what comes after the filter only names a status. Tomcat's own report ({@link ProblemReportValve})
 * would come too late: it says nothing where the status was named by another thread than the request's own, as a route's is.
 */
class ProblemResponse extends HttpServletResponseWrapper {

    private final HttpServletRequest request;

    ProblemResponse(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        this.request = request;
    }

    /**
     * @param status 404 for an operation that the filter knows says that Camel went away between the filter and the router
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

    /** The message is not passed on: it may repeat what was asked. */
    @Override
    public void sendError(int status, String message) throws IOException {
        sendError(status);
    }
}
