/** The command as a process: how it is started, how it is ended, and what becomes of its output. */
package wrapper.command;
