/**
 * What a request passes after the check of its token and before a thread works on it: the quota of its tenant, the
 * bounds of its body, and a free thread or a place in the queue for one. The body is read without a thread that waits
 * for it.
 */
package execution.api.intake;
