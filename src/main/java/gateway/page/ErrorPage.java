package gateway.page;

/**
 * What is shown where a page cannot be.
 *
 * @param text what is wrong, and what to do about it
 */
public record ErrorPage(String text) {}
