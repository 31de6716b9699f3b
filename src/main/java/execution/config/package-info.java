/** Typed settings, validated at start, and the clients made from them. Uses no other package of the service. */
package execution.config;
