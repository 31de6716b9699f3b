/**
 * What a record holds: its key, its value made of a template or of an Avro schema, and the identity of the run that it
 * belongs to. {@link producer.payload.Payload} and {@link producer.payload.Keys} are the ways in.
 */
package producer.payload;
