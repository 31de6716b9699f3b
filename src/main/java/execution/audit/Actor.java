package execution.audit;

import execution.security.OperatorRole;

/**
 * Somebody who does what is kept.
 *
 * @param name the name of the person
 * @param role in which the person does it
 * @param from the address that the request came from
 */
public record Actor(String name, OperatorRole role, String from) {}
