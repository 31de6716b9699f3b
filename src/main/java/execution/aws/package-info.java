/**
 * The service's clients of AWS, and one definition of what the service needs there: names, tables, indexes, queues and
 * permissions. The embedded platform is built from that definition and {@code docs/aws.md} shows it; tests compare both
 * with it.
 */
package execution.aws;
