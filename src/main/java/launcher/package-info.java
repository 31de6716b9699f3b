/**
 * The mains: the one jar's entry, which tells the roles apart, and the Spring application of the role {@code serve}.
 */
package launcher;
