package gateway.page;

import gateway.access.Visitor;
import java.util.List;

/**
 * What surrounds each page.
 *
 * @param title the head of the page
 * @param visitor who asks for it
 * @param navigation the pages that the visitor may go to
 * @param token what each form of the page brings along
 * @param styles the path of the styles
 * @param scripts the paths of the scripts
 */
public record Frame(
        String title,
        Visitor visitor,
        List<Navigation.Entry> navigation,
        String token,
        String styles,
        List<String> scripts) {

    /** Gives what scripts add to each request that they make. */
    public String headers() {
        return "{\"X-CSRF-TOKEN\":\"" + token + "\"}";
    }
}
