package execution.task;

import execution.model.Execution;

/**
 * An execution whose task ended and whose next attempt was opened on the row.
 *
 * @param execution as it is after that
 */
public record NextAttempt(Execution execution) {}
