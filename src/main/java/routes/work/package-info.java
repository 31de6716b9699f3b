/** The routes of the role {@code work}. */
package routes.work;
