package gateway.cluster;

import execution.fleet.WorkerAnswer;

/**
 * What the page of one worker shows.
 *
 * @param address where the worker was asked
 */
public record WorkerDetails(String address, WorkerAnswer answer) {}
