/** Who did what on the pages: a line is written before an action begins, and completed after it. */
package gateway.audit;
