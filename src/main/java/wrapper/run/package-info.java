/**
 * One run: what is known of it so far, the folder it works in, the request to stop it, and the exceptions that end it.
 * The steps of a run are in the rooms of what they do; only those that are about the run itself are here.
 */
package wrapper.run;
