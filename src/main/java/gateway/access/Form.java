package gateway.access;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The fields of a form that was sent. The server itself does not see them, because the body was read, within its
 * bounds, before the request came to a page.
 */
public final class Form {

    private static final String ATTRIBUTE = Form.class.getName();

    private final Map<String, String> fields = new HashMap<>();

    private Form() {}

    /**
     * Gives the form of a request; it has no fields where the body is no form.
     *
     * @throws IOException if the body cannot be read
     */
    public static Form of(HttpServletRequest request) throws IOException {
        if (request.getAttribute(ATTRIBUTE) instanceof Form form) {
            return form;
        }
        Form form = new Form();
        String type = request.getContentType();
        if (type != null && type.toLowerCase(java.util.Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
            form.read(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        request.setAttribute(ATTRIBUTE, form);
        return form;
    }

    private void read(String body) {
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            try {
                if (equals > 0) {
                    fields.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            } catch (IllegalArgumentException e) {
                // What is not encoded as a form's fields are is no field.
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Gives a field without blanks around it; null if the form has no such field or the field is empty. */
    public String field(String name) {
        String value = fields.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
