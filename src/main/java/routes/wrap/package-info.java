/**
 * The wrapper's Camel routes: the order of the steps of a run, its actions, and its metrics. The service does not load
 * them, and they use nothing of the service.
 */
package routes.wrap;
