/** The runner {@code ecs}: the component {@code ecs-task:} and the calls to ECS behind it, within the account's budget. */
package execution.runner.ecs;
