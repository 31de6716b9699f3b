/** A Kafka broker that accepts the clients that MSK would accept: those that sign with a key that the broker knows. */
package local.msk;
