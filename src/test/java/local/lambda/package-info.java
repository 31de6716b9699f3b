/** A local Lambda that the AWS SDK works against by its endpoint, as far as the service needs one. */
package local.lambda;
