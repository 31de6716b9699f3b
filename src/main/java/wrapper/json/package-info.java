/** JSON as trees and as plain values, read and written without Jackson's ObjectMapper, which starts slowly. */
package wrapper.json;
