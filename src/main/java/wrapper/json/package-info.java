/** What JSON means to the wrapper: texts that are given in parts, and plain values for the routes of actions. */
package wrapper.json;
