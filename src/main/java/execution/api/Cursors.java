package execution.api;

import execution.model.Digests;
import execution.security.Signatures;
import execution.store.ExecutionQueries.Filter;
import execution.store.ExecutionQueries.Position;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.stereotype.Component;

/**
 * Makes and reads cursors, the opaque {@code next} of a list. A cursor is signed together with the tenant and the
 * filter, so that a cursor that was made up, or that belongs to another list, is refused.
 */
@Component
class Cursors {

    private static final int MOST_CHARACTERS = 1_024;

    private final Signatures signatures;

    Cursors(Signatures signatures) {
        this.signatures = signatures;
    }

    String encode(Filter filter, Position position) {
        String content = position.sortKey() + "\n" + position.indexSortKey();
        String text = signatures.sign(signed(filter, content)) + "\n" + content;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Gives the position in the list at which a cursor points.
     *
     * @throws ProblemException if the text is not a cursor of this list
     */
    Position decode(Filter filter, String cursor) {
        if (cursor.length() <= MOST_CHARACTERS) {
            try {
                String[] lines =
                        new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\n", -1);
                if (lines.length == 3 && signatures.isValid(signed(filter, lines[1] + "\n" + lines[2]), lines[0])) {
                    return new Position(lines[1], lines[2]);
                }
            } catch (IllegalArgumentException e) {
                // What is not base64 gets the same answer as a wrong signature.
            }
        }
        throw ProblemException.invalid("next", "is not the cursor of a page of this list");
    }

    private static String signed(Filter filter, String content) {
        return Digests.sha256(
                filter.tenantId(),
                filter.status() == null ? null : filter.status().text(),
                filter.planItemSlug(),
                content);
    }
}
