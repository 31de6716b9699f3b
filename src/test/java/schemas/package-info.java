/** What consumers of the topics are promised, and that it is kept. */
package schemas;
