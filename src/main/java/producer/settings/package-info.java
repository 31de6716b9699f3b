/**
 * What the load producer is told: every setting with its meaning and default, how the settings are read, and what is
 * wrong with them. The other packages of the producer use this one, and this one uses none of them.
 */
package producer.settings;
