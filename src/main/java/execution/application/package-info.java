/**
 * The application: its start, its roles, and {@link execution.application.Executions}, through which every other part
 * changes an execution, so that whoever has to act on a change hears of it.
 */
package execution.application;
