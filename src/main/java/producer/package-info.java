/**
 * The load producer, role {@code produce}: it sends records to a Kafka topic at a steady rate, measures how they are
 * acknowledged, and can read them back to prove that none is missing. {@link producer.LoadProducer} is the way in, and
 * {@link producer.Load} is the loop that sends.
 *
 * <p>The producer is plain Java on Kafka's own client, because that starts quickly and sends fast. Of the project it
 * uses {@link shared.placeholder} and {@link shared.kafka} and nothing else.
 */
package producer;
