/**
 * The stages as Camel routes, one concern a file. What operators vary is beside them in YAML; the {@code direct:} names
 * are the contract between the two.
 */
package routes;
