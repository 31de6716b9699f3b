/** How a page is made: its frame, its templates, its styles and scripts, and what is shown where something fails. */
package gateway.page;
