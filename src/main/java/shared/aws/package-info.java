/**
 * Clients of AWS for the roles that run without Spring, and what failed calls of AWS mean. Uses nothing of the project.
 */
package shared.aws;
