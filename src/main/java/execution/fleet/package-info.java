/**
 * What workers say of themselves, for the pages for operators and for the HTTP interface: which addresses may be asked,
 * how, and what of an answer is taken.
 */
package execution.fleet;
