/**
 * Holds Terraform to the code: what the modules make is what the service says that it needs, and their roles allow what
 * the code does and nothing else.
 */
package infrastructure;
