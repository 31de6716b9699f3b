package execution.http;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.springframework.http.HttpHeaders;

/**
 * Writes a problem where the server refuses a request before any filter sees it, and where a filter fails. Tomcat's own
 * page is HTML and can show parts of the request. The class is public because Tomcat creates it by its name.
 */
public class ProblemReportValve extends ErrorReportValve {

    private static final Map<Integer, String> DETAILS = Map.of(
            400, "the request is not valid HTTP, or its line and headers are too long",
            404, "there is nothing at this path",
            405, "the method is not known here",
            408, "the request was not sent in time",
            413, "the body is too long",
            417, "the header Expect asks for something that is not known here",
            501, "the request asks for something that is not known here",
            503, Problem.UNAVAILABLE,
            505, "the version of HTTP is not known here");

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        AtomicBoolean open = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, open);
        if (!open.get()) {
            return;
        }
        if (response.getStatus() == 503) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER);
        }
        try {
            String body = Problem.body(
                    request,
                    response,
                    response.getStatus(),
                    DETAILS.getOrDefault(response.getStatus(), "the request could not be carried out"));
            // The reporter can write even if the answer's stream was used before.
            PrintWriter reporter = response.getReporter();
            if (reporter != null) {
                reporter.write(body);
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            // The client has closed its connection.
            container.getLogger().debug("A problem could not be sent", e);
        }
    }
}
