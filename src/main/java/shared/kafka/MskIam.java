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

    /** The form of {@link #roleArn}. */
    public static final String ROLE_ARN = "arn:[a-z-]+:iam::\\d{12}:role/[\\w+=,.@/-]+";

    /** The form of {@link #sessionName}. */
    public static final String SESSION_NAME = "[\\w+=,.@-]{2,64}";

    /** The form of {@link #stsRegion}. */
    public static final String STS_REGION = "[a-z]{2,}(-[a-z0-9]+)+";

    /** The form of {@link #profile}. */
    public static final String PROFILE = "[\\w+=,.@/ -]{1,128}";

    static final String MECHANISM = "AWS_MSK_IAM";
    static final String CALLBACK_HANDLER = "software.amazon.msk.auth.iam.IAMClientCallbackHandler";

    /** Signs in with the default chain of AWS. */
    public static final MskIam DEFAULT = new MskIam(null, null, null, null);

    /**
     * Tells whether role and profile do not exclude each other: with both, the login module would sign in as the
     * profile and never assume the role.
     */
    @AssertTrue(message = "at most one of role-arn and profile can be set")
    public boolean isOneIdentity() {
        return roleArn == null || roleArn.isBlank() || profile == null || profile.isBlank();
    }

    /** Gives the login module with its options, in the form of Kafka's {@code sasl.jaas.config}. */
    String loginModule() {
        StringBuilder module = new StringBuilder("software.amazon.msk.auth.iam.IAMLoginModule required");
        option(module, "awsRoleArn", roleArn);
        option(module, "awsRoleSessionName", sessionName);
        option(module, "awsStsRegion", stsRegion);
        option(module, "awsProfileName", profile);
        return module.append(';').toString();
    }

    /** Adds an option. The value is quoted, so that no character in it can begin another option. */
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
