package execution.api;

import execution.api.ProblemException.FieldError;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Collects the first problem of each field of an input. At most {@value #MOST} fields are named, so that a request with
 * many thousands of errors costs little more than a request with a few.
 */
final class FieldErrors {

    static final int MOST = 20;

    /** The most characters of a field's path that an error repeats. */
    private static final int MOST_OF_A_PATH = 200;

    private final Map<String, String> problems = new LinkedHashMap<>();

    /**
     * Adds a problem, unless the field has one already.
     *
     * @param field the path of the field, e.g. {@code steps[0].name}
     */
    void add(String field, String problem) {
        if (!isFull()) {
            problems.putIfAbsent(field, problem);
        }
    }

    void addAll(FieldErrors others) {
        others.problems.forEach(this::add);
    }

    private boolean isFull() {
        return problems.size() >= MOST;
    }

    /**
     * Tells whether it is certain that a field has no problem. The problems of fields within the field do not count.
     * Once no more problems are added, nothing is certain.
     */
    boolean isFine(String field) {
        return !isFull() && !problems.containsKey(field);
    }

    /**
     * Refuses the input if a problem was added.
     *
     * @throws ProblemException which names the fields
     */
    void refuse() {
        if (!problems.isEmpty()) {
            throw ProblemException.invalid(problems.entrySet().stream()
                    .map(problem -> new FieldError(shortened(problem.getKey()), problem.getValue()))
                    .toList());
        }
    }

    private static String shortened(String path) {
        return path.length() <= MOST_OF_A_PATH ? path : path.substring(0, MOST_OF_A_PATH) + "…";
    }
}
