package gateway.execution;

import java.util.List;

/**
 * The page on which an action is confirmed.
 *
 * @param path the address of the execution's page
 * @param fields what has to be given besides
 */
public record ActionPage(String path, ExecutionAction action, List<Field> fields) {

    /**
     * A whole number that has to be given.
     *
     * @param name its name in the operation
     * @param value what it is now
     */
    public record Field(String name, String label, long value, long least, long most) {}
}
