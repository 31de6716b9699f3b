/**
 * Spans of the stages of executions, which are made only where {@code execution.tracing.endpoint} is set. What names a
 * trace is carried on by the stages themselves, so it is carried on without this package as well.
 */
package execution.tracing;
