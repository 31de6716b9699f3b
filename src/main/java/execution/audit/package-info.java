/** Who did what for all tenants or for another one: on the pages for operators, and by the HTTP interface. */
package execution.audit;
