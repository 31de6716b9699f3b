/** Text from outside as a terminal, an editor or a page can show it. Uses nothing of the project and no library. */
package shared.text;
