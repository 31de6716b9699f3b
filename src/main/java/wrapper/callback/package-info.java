/** The steps that speak with the service about the execution: report it, fetch its input, and send its results. */
package wrapper.callback;
