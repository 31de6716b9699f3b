/** The context of a trace as it goes from one process to the next. Plain Java, because the wrapper starts with it. */
package shared.trace;
