/** Signed tokens in texts that come from outside. */
package shared.token;
