package execution.results;

import execution.model.Digests;
import execution.model.UnusableMessageException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields that name what documents are about, and the hash of the text that Python prints of them. Most keys are
 * those of their parents with a field more, so only what is added is printed, and the hash goes on from the parent's.
 */
final class DocumentKey {

    /** A key is part of each document, and is hashed with each. */
    private static final int MOST_CHARACTERS = 4_096;

    private static final byte[] END = {'}'};

    private final Map<String, Object> fields;
    private final DocumentKey parent;
    /** What stands behind the parent's text, without the brace at the end. */
    private final String added;

    private final int characters;
    private final String hash;
    private MessageDigest begun;

    private DocumentKey(Map<String, Object> fields, DocumentKey parent, String added) {
        this.fields = fields;
        this.parent = parent;
        this.added = added;
        this.characters = (parent == null ? 0 : parent.characters) + added.length();
        if (characters + END.length > MOST_CHARACTERS) {
            throw new UnusableMessageException("a key of the results has more than " + MOST_CHARACTERS + " characters");
        }
        MessageDigest whole = begin();
        this.hash = HexFormat.of().formatHex(whole.digest(END));
    }

    /** Gives the key without a field. */
    static DocumentKey empty() {
        return new DocumentKey(Map.of(), null, "{");
    }

    /**
     * Gives the key with more fields. One that the key has already keeps its place, and has the new value.
     *
     * @throws IllegalArgumentException if a value is none of a key
     * @throws UnusableMessageException if the key becomes too long
     */
    DocumentKey with(Map<String, ?> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, Object> together = new LinkedHashMap<>(2 * (fields.size() + more.size()));
        together.putAll(fields);
        together.putAll(more);
        if (together.size() < fields.size() + more.size()) {
            return empty().with(together);
        }
        String printed = PythonText.of(more);
        String separator = fields.isEmpty() ? "" : ", ";
        return new DocumentKey(together, this, separator + printed.substring(1, printed.length() - 1));
    }

    /** Gives the fields in their order. */
    Map<String, Object> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** Gives the SHA-256 in hex of the text that Python prints of the fields. */
    String hash() {
        return hash;
    }

    /** Gives a digest of the text up to its end. */
    private MessageDigest begin() {
        MessageDigest digest = parent == null ? Digests.newSha256() : parent.copyOfBegun();
        digest.update(added.getBytes(StandardCharsets.UTF_8));
        return digest;
    }

    private MessageDigest copyOfBegun() {
        if (begun == null) {
            begun = begin();
        }
        try {
            return (MessageDigest) begun.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of every Java platform can be copied", e);
        }
    }
}
