/**
 * How the wrapper is told what to do, other than by the job: the command line, the configuration file, the environment
 * that the service sets, and what the start script adds. Whatever is wrong with them is collected, so that it can be
 * told at once.
 */
package wrapper.config;
