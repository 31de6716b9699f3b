package execution.aws;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How AWS is reached.
 *
 * @param region The region of the tables, queues, buckets and the cluster, such as {@code eu-west-1}. Fargate sets the
 *     variable {@code AWS_REGION} to the region that a task runs in.
 * @param accessKey The id of an access key. It is only for servers that stand in for AWS, because without it the
 *     service uses AWS's default chain of credentials, which in a task gives those of the task's role.
 * @param secretKey The secret of {@code execution.aws.access-key}, which has to be set together with it.
 * @param endpoints The address of a service that is not at AWS's own address, by the name of the service: {@code
 *     dynamodb}, {@code sqs}, {@code s3}, {@code ecs}, {@code lambda}, {@code logs} or {@code sns}.
 */
@Validated
@ConfigurationProperties("execution.aws")
public record AwsProperties(
        @NotBlank @DefaultValue("eu-west-1") String region,
        String accessKey,
        String secretKey,
        @DefaultValue Map<String, URI> endpoints) {

    @AssertTrue(message = "access-key and secret-key must be set together")
    boolean isKeyWhole() {
        return (accessKey == null) == (secretKey == null);
    }

    @Override
    public String toString() {
        return "AwsProperties[region=" + region + ", endpoints=" + endpoints + "]";
    }
}
