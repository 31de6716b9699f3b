package execution.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Says which paths are pages for people. They are no operations of {@code openapi.yaml}: their requests and answers
 * have another form, and a chain of security of their own. There is at most one bean of this type.
 */
public interface PagePaths {

    /** The attribute of a request for a page. */
    String ATTRIBUTE = PagePaths.class.getName();

    /**
     * Tells whether a path is that of a page.
     *
     * @param path the path as it was sent, not decoded
     */
    boolean has(String path);

    /** Tells whether {@link OperationFilter} found that the request is for a page. */
    static boolean isPage(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) != null;
    }
}
