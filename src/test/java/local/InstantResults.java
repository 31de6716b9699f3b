package local;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a container of the instant image does: it uploads a small archive of results to the place that its environment
 * names.
 */
final class InstantResults implements Consumer<Map<String, String>> {

    private static final byte[] CONTENT = "Nothing was scanned.\n".getBytes(StandardCharsets.UTF_8);

    private final LocalStorage storage;

    InstantResults(LocalStorage storage) {
        this.storage = storage;
    }

    @Override
    public void accept(Map<String, String> environment) {
        var prefix = environment.get("RESULTS_PREFIX");
        if (prefix == null) {
            return;
        }
        var bucket = environment.getOrDefault("RESULTS_BUCKET", Names.RESULTS_BUCKET);
        var fileName = environment.getOrDefault("SCAN_REQUEST_ID", "unknown") + "-instant.txt";
        var separator = prefix.endsWith("/") ? "" : "/";
        storage.put(bucket, prefix + separator + fileName + ".tar.gz", BucketContents.results(fileName, CONTENT));
    }
}
