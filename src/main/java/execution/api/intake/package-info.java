/**
 * What a request passes once it is known whose it is and before a thread works on it: its tenant's quota, the bounds of its body,
 * which is read without a thread waiting for it, and the room there is among the threads that work on requests.
 */
package execution.api.intake;
