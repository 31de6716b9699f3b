/** Clients that follow a log: server-sent events, written without a thread that waits for a client. */
package execution.logs.follow;
