package gateway.live;

import java.util.Map;

/** What a page shows that changes by itself. One thread at a time uses a view. */
public interface View {

    /**
     * What there is to see now.
     *
     * @param parts HTML by the names of the events that bring it to the page
     * @param isFinal whether it will never change again
     */
    record Sight(Map<String, String> parts, boolean isFinal) {}

    /** Reads and renders. It may wait for AWS; a failure is tried again later. */
    Sight look();
}
