/**
 * The load producer, role {@code produce}: offers records to a Kafka topic at a steady rate, measures how they are
 * acknowledged, and can read them back to prove that none is missing.
 *
 * <p>{@link producer.LoadProducer} is the way in; {@link producer.Load} is the loop that sends, {@link producer.Tally}
 * counts what comes of it. It is plain Java on Kafka's own client, for a quick start and a fast loop, and uses {@link
 * placeholder} and {@link kafka} and nothing else of the project.
 */
package producer;
