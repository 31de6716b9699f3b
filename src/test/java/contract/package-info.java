/** Holds whatever calls the service, and whatever stands in for it, to openapi.yaml. */
package contract;
