/** Who may see which page and do what there: passwords, tokens, roles, forged forms, headers of security. */
package gateway.access;
