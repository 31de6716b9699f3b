/**
 * The executions table: rows, slots, leases and the account's call budget. Every change is conditional; the slot counter
 * moves in the same transaction as the status that takes or frees the slot. {@link execution.store.Executions} is the door to
 * the rows: whoever changes one passes there, so that whoever has to act on the change hears of it.
 */
package execution.store;
