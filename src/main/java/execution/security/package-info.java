/**
 * Says who may call what. There are two kinds of tokens, with different keys, issuers and audiences: tokens of users
 * come from the configured issuer, and tokens of tasks come from the service itself. An operation that takes tokens of
 * one kind refuses the other.
 */
package execution.security;
