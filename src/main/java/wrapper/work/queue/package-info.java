/** The fleet's queue: taking messages, keeping them hidden while they are worked on, and what becomes of them. */
package wrapper.work.queue;
