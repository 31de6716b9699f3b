package execution.api.intake;

import execution.api.RequestProperties;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;

/**
 * Reads and drops the body of a request that was answered before its body was read, for instance because it had no
 * token. The connection can then be used for the next request. Tomcat would drop the body as well, but in a thread that
 * waits for a slow sender.
 */
@Component
class AnsweredRequests implements Filter {

    private final RequestProperties requests;

    AnsweredRequests(RequestProperties requests) {
        this.requests = requests;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(servletRequest, servletResponse);
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        if (ReadRequest.hasBody(request)
                && !request.isAsyncStarted()
                && !request.getInputStream().isFinished()) {
            BodyReader.throwAway(request, (HttpServletResponse) servletResponse, requests.bodyWithin());
        }
    }
}
