/** A Kafka broker that lets in whom MSK would: whoever signs with a key that it knows. */
package local.msk;
