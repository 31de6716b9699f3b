/** How the causes of a failure are looked through. Uses nothing of the project and no library. */
package shared.failure;
