/**
 * What the worker and the service say to each other about bundles: claims, reports, beats, and the leases they give.
 */
package wrapper.work.exchange;
