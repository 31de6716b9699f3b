/**
 * The stages as Camel routes, with one file for each stage. The routes that operators may change are written in YAML,
 * in {@code src/main/resources/routes}. The names that begin with {@code direct:} are the contract between the two.
 */
package routes;
