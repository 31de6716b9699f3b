/** Queues: a message is held while it is worked on, deleted once its effect is stored, and set aside when it can never work. */
package execution.messaging;
