/** The metrics that CloudWatch gets: when the run started, how long the command has run, and how it ended. */
package wrapper.metric;
