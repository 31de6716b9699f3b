package gateway.execution;

/**
 * A value with its label.
 *
 * @param link where the value leads to; null for nowhere
 */
public record Fact(String label, String value, String link) {}
