package cli.call;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Properties;

/**
 * Finds out which installation is meant. The first of these counts: the profile that is asked for, the variables
 * {@code EXECCTL_URL} and {@code EXECCTL_TOKEN}, the profile that the file names as the usual one, and the embedded
 * platform of the folder that execctl was built in. A token is never sent to the address of another source.
 *
 * @param environment the variables of the process
 * @param file the profiles, which need not be there
 * @param local where the embedded platform says its address and token, which need not be there; null if nowhere
 */
public record Installations(Map<String, String> environment, Path file, Path local) {
    /** The profile of the embedded platform. */
    public static final String LOCAL = "local";

    private static final int MOST_BYTES = 65_536;
    private static final String HOW = "give --profile with a profile of %s, or set EXECCTL_URL and EXECCTL_TOKEN,"
            + " or start the embedded platform (./mvnw spring-boot:test-run)";

    /**
     * Gives the installation that is to be called.
     *
     * @param asked the profile of the command line, or null
     * @throws ExecctlException if there is none, or what is configured is of no use
     */
    public Installation find(String asked) {
        String profile = asked == null ? environment.get("EXECCTL_PROFILE") : asked;
        if (profile != null) {
            return profile(profile);
        }
        String url = environment.get("EXECCTL_URL");
        if (url != null) {
            return Installation.of("EXECCTL_URL with EXECCTL_TOKEN", url, environment.get("EXECCTL_TOKEN"));
        }
        if (environment.containsKey("EXECCTL_TOKEN")) {
            throw new ExecctlException("EXECCTL_TOKEN is set without EXECCTL_URL");
        }
        String usual = Files.exists(file) ? properties(file).getProperty("profile") : null;
        if (usual != null) {
            return profile(usual.strip());
        }
        if (local != null && Files.exists(local)) {
            return embedded();
        }
        throw new ExecctlException("no installation to call: " + HOW.formatted(file), ExitCode.UNAUTHENTICATED);
    }

    private Installation profile(String name) {
        Properties profiles = Files.exists(file) ? properties(file) : new Properties();
        String url = profiles.getProperty(name + ".url");
        if (url == null && name.equals(LOCAL)) {
            return embedded();
        }
        if (url == null) {
            throw new ExecctlException(file + " has no profile " + name + ": it has no " + name + ".url");
        }
        String token = profiles.getProperty(name + ".token");
        String tokenFile = profiles.getProperty(name + ".token-file");
        if (token == null && tokenFile != null) {
            Path path = file.resolveSibling(tokenFile.strip());
            token = text(path);
            refuseIfOthersRead(path);
        } else if (token != null) {
            refuseIfOthersRead(file);
        }
        return Installation.of("the profile " + name, url, token);
    }

    private Installation embedded() {
        if (local == null || !Files.exists(local)) {
            throw new ExecctlException(
                    "the embedded platform does not run: ./mvnw spring-boot:test-run starts it",
                    ExitCode.UNAUTHENTICATED);
        }
        Properties properties = properties(local);
        refuseIfOthersRead(local);
        return Installation.of("the embedded platform", properties.getProperty("url"), properties.getProperty("token"));
    }

    private static Properties properties(Path path) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(path)));
        } catch (IOException | IllegalArgumentException e) {
            throw new ExecctlException(path + " is no file of properties");
        }
        return properties;
    }

    private static String text(Path path) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new ExecctlException(path + " is larger than " + MOST_BYTES + " bytes");
            }
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ExecctlException(path + " cannot be read");
        }
    }

    /** A token that others of the machine may read is no secret. */
    private static void refuseIfOthersRead(Path path) {
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            if (view != null
                    && view.readAttributes().permissions().stream()
                            .anyMatch(permission -> permission == PosixFilePermission.GROUP_READ
                                    || permission == PosixFilePermission.OTHERS_READ)) {
                throw new ExecctlException(path + " has a token and others may read it: chmod 600 " + path);
            }
        } catch (IOException e) {
            throw new ExecctlException(path + " cannot be read");
        }
    }
}
