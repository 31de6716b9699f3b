/** Runs a whole job under the wrapper, as a task of its own would. */
package wrapper.work.job;
