/**
 * Clients of AWS for the roles that run without Spring, which are the command wrapper and the load producer. The
 * clients use nothing else of the project.
 */
package shared.aws;
