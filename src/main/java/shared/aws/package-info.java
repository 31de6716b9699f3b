/**
 * Clients of AWS for the roles that run without Spring, what failed calls of AWS mean, and deleting many messages with
 * few calls. Uses nothing of the project.
 */
package shared.aws;
