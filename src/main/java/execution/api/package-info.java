/**
 * The HTTP interface and the trigger. Requests are validated here, and answers and errors are shaped here. What a
 * request passes before it is worked on is in {@code intake}.
 */
package execution.api;
