package wrapper.action;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import wrapper.run.WorkDirectory;

/**
 * What the action s3 does.
 *
 * @param mode GET or PUT
 * @param bucket the bucket
 * @param key the object's key
 * @param profile a profile of the shared AWS configuration; empty for the default
 * @param region the bucket's region; empty for the default
 * @param output the file or folder that GET writes to; empty for a file in the run's own folder
 * @param input the file that PUT sends
 */
record S3ActionRequest(
        String mode, String bucket, String key, String profile, String region, String output, String input) {
    private static final Set<String> KEYS = Set.of("mode", "bucket", "key", "profile", "region", "output", "input");
    private static final List<String> MODES = List.of("GET", "PUT");

    /** Reads the keys, and adds to the problems what is wrong with them. */
    static S3ActionRequest parse(Fields fields) {
        fields.allow(KEYS);
        String mode = fields.text("mode", "GET").toUpperCase(Locale.ROOT);
        if (!MODES.contains(mode)) {
            fields.problem("mode", "must be one of " + String.join(", ", MODES));
        }
        boolean put = mode.equals("PUT");
        if (!put && fields.has("input")) {
            fields.problem("input", "goes with mode PUT alone");
        } else if (put && fields.has("output")) {
            fields.problem("output", "goes with mode GET alone");
        }
        return new S3ActionRequest(
                mode,
                fields.required("bucket"),
                fields.required("key"),
                fields.text("profile", "").strip(),
                fields.text("region", "").strip(),
                path(fields, "output", fields.text("output", "")),
                put ? path(fields, "input", fields.required("input")) : "");
    }

    /**
     * Gives the file that the object goes to.
     *
     * @param ownFolder the folder for the file if the action names no output
     * @throws ActionFailedException if output is a folder and the key has no name for a file in it
     */
    Path target(Path ownFolder) throws ActionFailedException {
        boolean own = output.isEmpty();
        Path path = own ? ownFolder : Path.of(output).toAbsolutePath();
        if (!own && !output.endsWith("/") && !Files.isDirectory(path)) {
            return path;
        }
        // The key comes from outside. Its last part cannot lead out of the folder, except for "." and "..".
        String name = key.substring(key.lastIndexOf('/') + 1);
        if (own) {
            return path.resolve(WorkDirectory.plainName(name));
        }
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
            throw new ActionFailedException("key: has no last part that could name a file: name a file as output");
        }
        try {
            return path.resolve(name);
        } catch (InvalidPathException e) {
            throw new ActionFailedException("key: its last part cannot be a file's name here");
        }
    }

    /** Gives the mode alone, because the rest may have secrets in it. */
    @Override
    public String toString() {
        return mode;
    }

    private static String path(Fields fields, String key, String text) {
        try {
            Path.of(text);
        } catch (InvalidPathException e) {
            fields.problem(key, "cannot be a path here");
        }
        return text;
    }
}
