package execution.api;

import execution.http.Problem;
import execution.logs.LogPosition;
import execution.logs.follow.Followers;
import execution.model.Execution;
import execution.security.Caller;
import execution.store.Executions;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Answers a request that follows a log. It never reaches the routes, because a route holds a thread until its answer is
 * sent.
 */
@Component
public class FollowLogs implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(FollowLogs.class);

    private static final Pattern PATH = Pattern.compile("/executions/([A-Za-z0-9-]+)/([A-Za-z0-9-]+)/logs");

    private final Caller caller;
    private final Executions executions;
    private final Followers followers;
    private final Clock clock;

    FollowLogs(Caller caller, Executions executions, Followers followers, Clock clock) {
        this.caller = caller;
        this.executions = executions;
        this.followers = followers;
        this.clock = clock;
    }

    /** Tells whether the request follows a log; the filter of operations must have let it pass. */
    public static boolean isFollowing(HttpServletRequest request) {
        return "GET".equals(request.getMethod())
                && "true".equals(request.getParameter("follow"))
                && PATH.matcher(request.getRequestURI()).matches();
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        if (request.getDispatcherType() != DispatcherType.REQUEST || !isFollowing(request)) {
            chain.doFilter(request, response);
            return;
        }
        String last = request.getHeader("Last-Event-ID");
        if (Followers.END.equals(last)) {
            // By this status a client that reconnects by itself learns that there is nothing more.
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        try {
            follow(request, response, wanted(request, last));
        } catch (ProblemException e) {
            refuse(request, response, e);
        }
    }

    private LogRequest wanted(HttpServletRequest request, String last) {
        LogRequest wanted = LogRequest.of(request::getParameter, clock);
        if (last == null || last.isEmpty()) {
            return wanted;
        }
        LogPosition from = LogPosition.parse(last)
                .orElseThrow(() -> ProblemException.invalid("Last-Event-ID", "is not the id of an event of this log"));
        return new LogRequest(wanted.attempt(), 0, null, wanted.limit(), from, true);
    }

    private void follow(HttpServletRequest request, HttpServletResponse response, LogRequest wanted) {
        String tenant = caller.tenant();
        Matcher path = PATH.matcher(request.getRequestURI());
        if (!path.matches()) {
            throw new IllegalStateException("the path is not that of a log");
        }
        Optional<Runnable> leave = followers.enter(tenant);
        if (leave.isEmpty()) {
            throw ProblemException.tooMany("as many logs are followed as may be at once; end others first", 5);
        }
        String jitEventId = path.group(1);
        String executionId = path.group(2);
        AsyncContext async = request.startAsync(request, response);
        followers.follow(
                async,
                leave.get(),
                () -> {
                    Execution execution = LogsApi.find(executions, tenant, jitEventId, executionId);
                    LogPosition from = wanted.next() == null ? LogPosition.beginning(wanted.since()) : wanted.next();
                    return new Followers.Wish(execution, LogsApi.attempt(execution, wanted), wanted.tail(), from);
                },
                failure -> {
                    refuse(request, response, failure);
                    async.complete();
                });
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, RuntimeException failure) {
        ProblemException problem;
        if (failure instanceof ProblemException known) {
            problem = known;
        } else {
            LOG.error("A request to follow a log failed", failure);
            problem = ProblemException.unavailable("the request could not be carried out now; it may be repeated");
        }
        problem.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        try {
            Problem.write(request, response, problem.getBody());
        } catch (IOException e) {
            LOG.debug("A problem could not be sent", e);
        }
    }
}
