/** The HTTP interface and the trigger: requests are validated here, and answers and errors are shaped here. */
package execution.gateway;
