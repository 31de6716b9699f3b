/** The lanes of tenants: slots, limits, what is pending, and why an execution waits. */
package gateway.lane;
