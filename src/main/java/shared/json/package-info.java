/** JSON as trees, read and written without Jackson's ObjectMapper, which starts slowly. Uses nothing of the project. */
package shared.json;
