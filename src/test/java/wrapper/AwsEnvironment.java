package wrapper;

import java.util.HashMap;
import java.util.Map;

/** The environment of a process that is to call a stub in place of AWS. */
final class AwsEnvironment {
    static final String ACCESS_KEY_SECRET = "aws-s3cret-key";
    static final String SESSION_TOKEN = "aws-s3cret-session";

    private AwsEnvironment() {}

    /** Gives an environment with credentials, in which all services of AWS are at one URL. */
    static Map<String, String> of(String url) {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        environment.put("AWS_SECRET_ACCESS_KEY", ACCESS_KEY_SECRET);
        environment.put("AWS_SESSION_TOKEN", SESSION_TOKEN);
        environment.put("AWS_ENDPOINT_URL", url);
        return environment;
    }
}
