/** Calls to the outside: HTTP calls with retries, and the clients of HTTP and AWS, each made when it is first used. */
package wrapper.call;
