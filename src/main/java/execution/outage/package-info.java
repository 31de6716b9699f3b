/**
 * What the service does while something that it depends on is away: it waits longer after each try, and logs the begin
 * and the end of the outage in place of each failure. Uses no other package of the service.
 */
package execution.outage;
