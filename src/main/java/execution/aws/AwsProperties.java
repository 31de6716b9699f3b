package execution.aws;

import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How AWS is reached.
 *
 * @param region e.g. eu-west-1; by default that of the variable AWS_REGION, which Fargate sets
 * @param accessKey with secretKey in place of the default credential chain; for servers that stand in for AWS
 * @param endpoints by service (dynamodb, sqs, s3, ecs, sns) where it is not AWS's own
 */
@Validated
@ConfigurationProperties("execution.aws")
public record AwsProperties(
        @NotBlank @DefaultValue("eu-west-1") String region,
        String accessKey,
        String secretKey,
        @DefaultValue Map<String, URI> endpoints) {

    @Override
    public String toString() {
        return "AwsProperties[region=" + region + ", endpoints=" + endpoints + "]";
    }
}
