/** Small plots of what this instance did in the last hour. */
package gateway.plot;
