package gateway.execution;

/**
 * The page of one execution.
 *
 * @param view what there is to see
 * @param mayAct whether the visitor may do something about it
 * @param notice what was done just now; null for nothing
 */
public record ExecutionPage(ExecutionView view, boolean mayAct, String notice) {}
