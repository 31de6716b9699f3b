/** The role {@code work}: a worker of the fleet, which runs parts of partitioned jobs and whole jobs from a queue. */
package wrapper.work;
