/** Why an execution waits, in facts and in plain words: for its page, for the HTTP interface and so for execctl. */
package execution.waiting;
