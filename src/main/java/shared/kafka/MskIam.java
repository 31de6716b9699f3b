package shared.kafka;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Pattern;

/**
 * Whose credentials sign in to MSK. With nothing set it is AWS's default chain, which in a task is the task's role. The
 * region that is signed for is the one in the broker's name, or AWS's default ({@code AWS_REGION}) where the name has
 * none.
 *
 * @param roleArn The ARN of a role that is assumed before signing in. Without it nothing is assumed.
 * @param sessionName The name of the assumed role's session. Without it the library names the session.
 * @param stsRegion The region in which the role is assumed. Without it the role is assumed at the global endpoint of
 *     STS.
 * @param profile A profile of the AWS configuration files that is used in place of the default chain.
 */
public record MskIam(
        @Pattern(regexp = ROLE_ARN, message = "must be the ARN of a role") String roleArn,
        @Pattern(regexp = SESSION_NAME, message = "must be 2 to 64 letters, digits or +=,.@-_") String sessionName,
        @Pattern(regexp = STS_REGION, message = "must be a region, e.g. eu-west-1") String stsRegion,
        @Pattern(regexp = PROFILE, message = "must be the name of a profile") String profile) {

    /** What {@link #roleArn} has to look like. */
    public static final String ROLE_ARN = "arn:[a-z-]+:iam::\\d{12}:role/[\\w+=,.@/-]+";

    /** What {@link #sessionName} has to look like. */
    public static final String SESSION_NAME = "[\\w+=,.@-]{2,64}";

    /** What {@link #stsRegion} has to look like. */
    public static final String STS_REGION = "[a-z]{2,}(-[a-z0-9]+)+";

    /** What {@link #profile} has to look like. */
    public static final String PROFILE = "[\\w+=,.@/ -]{1,128}";

    static final String MECHANISM = "AWS_MSK_IAM";
    static final String CALLBACK_HANDLER = "software.amazon.msk.auth.iam.IAMClientCallbackHandler";

    /** The default chain. */
    public static final MskIam DEFAULT = new MskIam(null, null, null, null);

    /** The login module would sign in as the profile and never assume the role. */
    @AssertTrue(message = "at most one of role-arn and profile can be set")
    public boolean isOneIdentity() {
        return roleArn == null || roleArn.isBlank() || profile == null || profile.isBlank();
    }

    /** The login module with its options, as Kafka's {@code sasl.jaas.config} wants it. */
    String loginModule() {
        StringBuilder module = new StringBuilder("software.amazon.msk.auth.iam.IAMLoginModule required");
        option(module, "awsRoleArn", roleArn);
        option(module, "awsRoleSessionName", sessionName);
        option(module, "awsStsRegion", stsRegion);
        option(module, "awsProfileName", profile);
        return module.append(';').toString();
    }

    /** Quoted, so that whatever the value is it stays one option. */
    private static void option(StringBuilder module, String name, String value) {
        if (value != null && !value.isBlank()) {
            module.append(' ')
                    .append(name)
                    .append("=\"")
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
    }
}
