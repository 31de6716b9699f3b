/**
 * How a Kafka broker is connected to and what its refusals mean; for whoever talks to Kafka. Uses neither the service, nor the
 * wrapper, nor Camel or Spring.
 */
package shared.kafka;
