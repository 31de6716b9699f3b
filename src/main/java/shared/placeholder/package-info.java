/**
 * Placeholders {@code ${{plugin.value}}} in texts that users write: the form that they have, and the sources of their
 * values. The wrapper and the service both use this package, which uses neither of them.
 */
package shared.placeholder;
