/**
 * Pages that change by themselves: what many people look at is read and rendered once, and sent to all of them as
 * server-sent events, without a thread that waits for anybody.
 */
package gateway.live;
