/**
 * The executions table: rows, slots, leases and the account's call budget. Every change is conditional; the slot counter
 * moves in the same transaction as the status that takes or frees the slot.
 */
package execution.store;
