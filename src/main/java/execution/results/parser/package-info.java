/**
 * The contract between the service and parsers of results: what a parser is given, and where it posts what it found.
 * Operators' parsers are written against this package alone.
 */
package execution.results.parser;
