/**
 * How execctl calls the service: which installation is meant, with which token, and what an answer is worth. An answer
 * is hostile until it was read within its bounds. Knows nothing of commands and of what is printed.
 */
package cli.call;
