package execution.launch;

import execution.model.Execution;

/**
 * A launch whose turn it is.
 *
 * @param row as it was just read or written
 * @param uncalled whether the runner was certainly not called for the attempt
 */
record LaunchTurn(Launching launching, Execution row, boolean uncalled) {}
