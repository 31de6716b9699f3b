package execution.api.intake;

import execution.api.FollowLogs;
import execution.api.RequestProperties;
import execution.http.PagePaths;
import execution.security.Caller;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.stereotype.Component;
import shared.part.ExchangeRequest;

/**
 * Lets a request pass when its tenant has some quota left, its body has been read within its bounds and its time, and a
 * thread or a place in the queue for one is free. The body is read without a thread that waits for it, so a slow sender
 * holds nothing but a connection.
 */
@Component
class RequestIntake implements Filter {

    /** The path to which job events are sent. */
    private static final String EVENTS = "/executions";

    /** How the paths end to which workers send what they say of parts. */
    private static final String PARTS = "/parts";

    /** The most bytes of any other body, such as a task's report. */
    private static final int MOST = 16_384;

    private final Caller caller;
    private final Quotas quotas;
    private final RequestWorkers workers;
    private final RequestProperties requests;

    RequestIntake(Caller caller, Quotas quotas, RequestWorkers workers, RequestProperties requests) {
        this.caller = caller;
        this.quotas = quotas;
        this.workers = workers;
        this.requests = requests;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        if (request.getDispatcherType() != DispatcherType.REQUEST) {
            chain.doFilter(ReadRequest.of(request), response);
            return;
        }
        if (PagePaths.isPage(request)) {
            page(request, response, chain);
            return;
        }
        if (FollowLogs.isFollowing(request)) {
            follow(request, response, chain);
            return;
        }
        Admission admission = Admission.of(request);
        Optional<Refusal> refusal = caller.party().flatMap(party -> quotas.enter(party, admission));
        if (ReadRequest.hasBody(request) && !"GET".equals(request.getMethod())) {
            read(request, response, admission, refusal);
            return;
        }
        if (refusal.isEmpty() && !isHealth(request)) {
            refusal = workers.enter(admission);
        }
        if (refusal.isPresent()) {
            refusal.get().write(request, response);
        } else {
            chain.doFilter(ReadRequest.hasBody(request) ? ReadRequest.withoutBody(request) : request, response);
        }
    }

    /**
     * Lets a request pass that follows a log. It lasts for long and holds no thread, so it counts among the requests in
     * a time and not among those under way; how many logs are followed at once has a limit of its own.
     */
    private void follow(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<Refusal> refusal = caller.party().flatMap(quotas::pass);
        if (refusal.isPresent()) {
            refusal.get().write(request, response);
        } else {
            chain.doFilter(ReadRequest.hasBody(request) ? ReadRequest.withoutBody(request) : request, response);
        }
    }

    /**
     * Lets a request for a page pass. No route answers it, so it takes none of the threads of routes; a page that shows
     * what happens may last for long and holds no thread.
     */
    private void page(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<Refusal> refusal = caller.party().flatMap(quotas::pass);
        if ("POST".equals(request.getMethod())) {
            BodyReader reader = new BodyReader(request, response, MOST, Optional::empty);
            if (refusal.isPresent()) {
                reader.refuse(refusal.get());
            } else if (request.getContentLengthLong() > MOST) {
                reader.refuse(BodyReader.tooLong(MOST));
            }
            reader.start(requests.bodyWithin());
        } else if (refusal.isPresent()) {
            refusal.get().write(request, response);
        } else {
            chain.doFilter(ReadRequest.hasBody(request) ? ReadRequest.withoutBody(request) : request, response);
        }
    }

    private void read(
            HttpServletRequest request, HttpServletResponse response, Admission admission, Optional<Refusal> refusal)
            throws IOException {
        int most = most(request.getRequestURI());
        BodyReader reader = new BodyReader(request, response, most, () -> workers.enter(admission));
        if (refusal.isPresent()) {
            reader.refuse(refusal.get());
        } else if (request.getContentLengthLong() > most) {
            reader.refuse(BodyReader.tooLong(most));
        }
        reader.start(requests.bodyWithin());
    }

    private static int most(String path) {
        if (EVENTS.equals(path)) {
            return RequestProperties.MOST_EVENT_BYTES;
        }
        return path.endsWith(PARTS) ? ExchangeRequest.MOST_BYTES : MOST;
    }

    /**
     * Tells whether a load balancer asks for the health, which is answered without a thread of {@link RequestWorkers}.
     */
    private static boolean isHealth(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator/");
    }
}
