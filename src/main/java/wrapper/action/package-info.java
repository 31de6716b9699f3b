/**
 * The actions before and after the command: which kinds there are, what the keys of each must be, and how each is
 * performed. {@link wrapper.action.ActionKinds} lists the kinds, and {@link routes.wrap.ActionRoutes} has a route for
 * each.
 */
package wrapper.action;
