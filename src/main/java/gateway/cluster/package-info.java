/** The clusters, their tasks, and what the workers among these say of themselves. */
package gateway.cluster;
