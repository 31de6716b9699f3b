/**
 * What the service needs from AWS, in one definition. The embedded platform is built from it, {@code docs/aws.md} shows it, and
 * tests hold both to it; the running service itself only uses what is there.
 */
package execution.resources;
