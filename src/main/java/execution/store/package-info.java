/**
 * The executions table: rows, slots, leases and the account's call budget. Every change is conditional. The slot
 * counter changes in the same transaction as the status that takes or frees the slot.
 * {@link execution.store.Executions} is the door to the rows: every change passes through it, so that whatever has to
 * act on the change hears of it.
 */
package execution.store;
