/** Runs a try of a part: as a process, by a line to a long-lived command, or by a Java function. */
package wrapper.work.part;
