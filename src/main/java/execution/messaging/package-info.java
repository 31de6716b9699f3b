/**
 * How messages of queues are handled: held while a stage works on them, deleted once their effect is stored, and moved
 * to a dead letter queue when they can never work.
 */
package execution.messaging;
