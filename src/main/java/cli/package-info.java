/**
 * {@code execctl}, the service on the command line: a client of its HTTP interface and of nothing else. Each command is
 * a class here, {@link cli.Execctl} is where it starts. Of the rest of the project it uses {@link shared.json} and
 * {@link shared.text} alone, and of libraries picocli and Jackson's trees, because it must start quickly.
 */
package cli;
