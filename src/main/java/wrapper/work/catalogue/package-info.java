/** Which tasks the worker may run, and how. */
package wrapper.work.catalogue;
