package execution.api.intake;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** What a request was given a share of, until it is answered or its sender is gone. */
final class Admission {

    private static final String ATTRIBUTE = Admission.class.getName();

    private final List<Runnable> held = new ArrayList<>();
    private boolean over;

    private Admission() {}

    static Admission of(ServletRequest request) {
        Admission admission = new Admission();
        request.setAttribute(ATTRIBUTE, admission);
        return admission;
    }

    /**
     * @param giveBack is run once, when the request is over
     */
    synchronized void holds(Runnable giveBack) {
        if (over) {
            giveBack.run();
        } else {
            held.add(giveBack);
        }
    }

    private synchronized void end() {
        over = true;
        held.forEach(Runnable::run);
        held.clear();
    }

    /** The server tells of the end of each request here, however it came about. */
    @Component
    static final class Ends implements ServletRequestListener {

        @Override
        public void requestDestroyed(ServletRequestEvent event) {
            if (event.getServletRequest().getAttribute(ATTRIBUTE) instanceof Admission admission) {
                admission.end();
            }
        }
    }
}
