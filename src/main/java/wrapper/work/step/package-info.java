/** The steps of working on a message, whose order is in {@code routes.work}. */
package wrapper.work.step;
