/** What the worker is given when it starts: options of the command line and variables of the environment. */
package wrapper.work.config;
