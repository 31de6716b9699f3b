/** Collections that cannot outgrow their memory. Uses nothing of the project and no library. */
package shared.collection;
