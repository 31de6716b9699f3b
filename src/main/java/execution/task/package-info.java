/**
 * What happens to a task: its states are followed, its outcome is judged, and it is stopped when somebody asked for
 * that.
 */
package execution.task;
