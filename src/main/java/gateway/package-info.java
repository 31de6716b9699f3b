/**
 * The web pages for operators, below {@code /ui}. They show what the service's public beans say and act through the
 * same routes as the HTTP interface. Nothing of the service uses this package, and nothing here is there unless
 * somebody may sign in.
 */
package gateway;
