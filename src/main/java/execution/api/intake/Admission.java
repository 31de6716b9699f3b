package execution.api.intake;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * What a request holds while the service works on it, such as a place in its tenant's quota. All of it is given back
 * when the request is answered or its sender is gone.
 */
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
     * Adds something that the request holds.
     *
     * @param giveBack gives it back; is run exactly once, when the request is over, or at once if the request is over
     *     already
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

    /** Gives back what a request holds. The server calls this class at the end of each request, whatever ended it. */
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
