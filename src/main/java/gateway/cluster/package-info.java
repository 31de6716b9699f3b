/** The pages of the clusters, of their tasks, and of what the workers among these say of themselves. */
package gateway.cluster;
