/** Finds what no wake-up, event or thread is going to act on any more, and acts. */
package execution.sweep;
