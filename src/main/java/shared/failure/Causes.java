package shared.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks through the causes of a failure, for code that has no Camel exchange to ask. */
public final class Causes {
    private Causes() {}

    /**
     * Lists a failure and its causes.
     *
     * @param failure any failure; null has no causes
     * @return the failure, its cause, the cause of that and so on; ends before a failure that would come twice
     */
    public static List<Throwable> of(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    /**
     * Finds the first of a kind among a failure and its causes.
     *
     * @param failure any failure, or null
     * @param kind the class of what is looked for
     * @return the failure itself or the nearest of its causes; empty if none is of that kind
     */
    public static <T> Optional<T> first(Throwable failure, Class<T> kind) {
        return of(failure).stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /**
     * Finds where a failure began.
     *
     * @param failure any failure
     * @return the last of its causes; the failure itself if it has none
     */
    public static Throwable root(Throwable failure) {
        List<Throwable> causes = of(failure);
        return causes.get(causes.size() - 1);
    }
}
