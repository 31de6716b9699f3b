package execution.api;

import execution.api.ProblemException.FieldError;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is wrong with the fields of one input: the first problem of each. At most {@value #MOST} fields are named, so
 * that a request with many thousands of errors costs little more than one with a few.
 */
final class FieldErrors {

    static final int MOST = 20;

    /** The most characters of a field's path that an error repeats. */
    private static final int MOST_OF_A_PATH = 200;

    private final Map<String, String> problems = new LinkedHashMap<>();

    /**
     * @param field its path, e.g. {@code steps[0].name}
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

    /** Whether it is known that nothing is wrong with a field; what is in it is another field. */
    boolean isFine(String field) {
        return !isFull() && !problems.containsKey(field);
    }

    /**
     * @throws ProblemException naming the fields, if something is wrong with any
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
