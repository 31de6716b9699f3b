/**
 * The catalogue of tasks: what an operator says of a task in {@code tasks/<name>.yaml}, read from the class path and
 * from the operators' folders. The stages ask {@link execution.catalogue.Catalogue} what is in force.
 */
package execution.catalogue;
