/**
 * Clients of AWS for the roles that run without Spring. The command wrapper uses it; it uses nothing of the project.
 */
package shared.aws;
