/**
 * What the service and its workers say to each other about the parts of partitioned jobs and about whole jobs: the
 * messages of the fleet's queue, the requests by which a worker claims and reports parts, and what a Java function is
 * given that runs parts. Uses nothing of the project.
 */
package shared.part;
