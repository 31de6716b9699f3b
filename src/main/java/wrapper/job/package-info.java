/**
 * The job that {@code --cli-json} describes: the command, and the actions before and after it with their conditions.
 */
package wrapper.job;
