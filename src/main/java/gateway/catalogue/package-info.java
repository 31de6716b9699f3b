/** The tasks in force and how an operator runs one, and the files that are not in force. */
package gateway.catalogue;
