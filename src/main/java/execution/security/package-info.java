/**
 * Who may call. Two kinds of tokens with different keys, issuers and audiences: those of users, from the configured issuer,
 * and those of tasks, which we issue ourselves. Neither is accepted where the other belongs.
 */
package execution.security;
