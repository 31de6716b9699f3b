/**
 * Placeholders {@code ${{plugin.value}}} in texts that users write: what they look like, and where their values come
 * from. The wrapper and the service both use it; it uses neither.
 */
package shared.placeholder;
