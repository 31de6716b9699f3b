/** The wrapper's own log on stderr, set up without Logback's configuration files, which are slow to read. */
package wrapper.log;
