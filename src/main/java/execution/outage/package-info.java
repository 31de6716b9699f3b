/**
 * What the service does while something that it depends on is away: it waits longer and longer before it tries again, and says
 * the outage once instead of once for each try. Uses no other package of the service.
 */
package execution.outage;
