/** The worker's one clock: what has to be looked at again and again. */
package wrapper.work.pulse;
