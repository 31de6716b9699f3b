/**
 * The service's clients of AWS, and what the service needs there: names, tables, indexes, queues and permissions in one definition.
 * The embedded platform is built from that definition, {@code docs/aws.md} shows it, and tests hold both to it.
 */
package execution.aws;
