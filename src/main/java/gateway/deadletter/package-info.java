/** The dead letter queues: what is in them, and how it goes back. */
package gateway.deadletter;
