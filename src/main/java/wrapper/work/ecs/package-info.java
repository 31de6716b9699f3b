/** What the worker says to ECS about the task that the worker itself runs in. */
package wrapper.work.ecs;
