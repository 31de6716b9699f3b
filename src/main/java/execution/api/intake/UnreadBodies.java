package execution.api.intake;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Closes the connection of a request that is over before its body was read. Tomcat by itself would read the rest of the
 * body first, in a thread that waits for a slow sender.
 */
final class UnreadBodies extends ValveBase {

    private static final String LEAVE = UnreadBodies.class.getName();

    UnreadBodies() {
        super(true);
    }

    /** Leaves the rest of the request's body unread; the connection is closed after the answer. */
    static void leave(ServletRequest request) {
        if (request.getAttribute(LEAVE) instanceof Runnable leave) {
            leave.run();
        }
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Runnable leave = () -> request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        request.setAttribute(LEAVE, leave);
        getNext().invoke(request, response);
        if (ReadRequest.hasBody(request) && !request.isAsync() && !request.isFinished()) {
            leave.run();
        }
    }
}
