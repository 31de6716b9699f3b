/**
 * The mains: the entry that tells the roles apart, the Spring application of the role {@code serve}, what the build of
 * the image starts for the start cache, and the health check of a container.
 */
package launcher;
