package shared.placeholder;

import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Fetches secrets from AWS Secrets Manager. */
public final class SecretsManager implements SecretSource.Fetch {
    private final SecretsManagerClient client;

    /**
     * Makes it with a client.
     *
     * @param client fetches the secrets; the caller closes it
     */
    public SecretsManager(SecretsManagerClient client) {
        this.client = client;
    }

    @Override
    public String fetch(String name) {
        try {
            String text =
                    client.getSecretValue(request -> request.secretId(name)).secretString();
            if (text == null) {
                throw new UnavailableValueException("the secret is binary");
            }
            return text;
        } catch (SdkException e) {
            // The cause is left out, because its message quotes the request.
            throw new UnavailableValueException("Secrets Manager: " + AwsFailures.describe(e));
        }
    }
}
