/**
 * What is done after a failure: its causes are looked through, and what failed is tried again after a pause. Uses
 * nothing of the project and no library.
 */
package shared.failure;
