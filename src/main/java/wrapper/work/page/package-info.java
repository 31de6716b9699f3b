/** What the worker says of itself: what it runs and ran, and whether it is well. */
package wrapper.work.page;
