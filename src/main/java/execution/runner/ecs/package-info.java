/**
 * The runner {@code ecs}: the component {@code ecs-task:}, and the calls of ECS that it makes within the account's
 * budget.
 */
package execution.runner.ecs;
