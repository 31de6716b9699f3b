/**
 * How clients connect to a Kafka broker, and what the broker's refusals mean. Uses neither the service, nor the
 * wrapper, nor Camel, nor Spring.
 */
package shared.kafka;
