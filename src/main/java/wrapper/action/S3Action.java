package wrapper.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.aws.AwsClients;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Gets an object of S3 into a file, or puts a file there. Neither is held in memory. */
public final class S3Action implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(S3Action.class);
    private static final String GET_OUTPUT = PerformActions.OENV + "S3_GET_OUTPUT";

    private final AwsClients aws;

    /** Takes the clients of AWS. */
    public S3Action(AwsClients aws) {
        this.aws = aws;
    }

    @Override
    public void process(Exchange exchange) throws ActionFailedException {
        ActionCall call = ActionCall.of(exchange);
        S3ActionRequest request = ActionRequests.read(exchange, S3ActionRequest::parse);
        try {
            S3Client s3 = aws.s3(request.region(), request.profile());
            if (request.mode().equals("PUT")) {
                put(s3, request);
            } else {
                Path target =
                        request.target(call.run().directory().orElseThrow().fetched());
                get(s3, request, target);
                exchange.getMessage().setHeader(GET_OUTPUT, target.toString());
            }
        } catch (SdkException e) {
            throw new ActionFailedException(AwsFailures.describe(e));
        } catch (IOException e) {
            // The message is left out, because it is the path, which may have come from a placeholder.
            throw new ActionFailedException(
                    "the file cannot be used: " + e.getClass().getSimpleName());
        }
    }

    private static void put(S3Client s3, S3ActionRequest request) throws IOException, ActionFailedException {
        Path file = Path.of(request.input());
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ActionFailedException("input: no such file, or it cannot be read");
        }
        s3.putObject(b -> b.bucket(request.bucket()).key(request.key()), RequestBody.fromFile(file));
        LOG.debug("put {} bytes", Files.size(file));
    }

    private static void get(S3Client s3, S3ActionRequest request, Path target)
            throws IOException, ActionFailedException {
        if (Files.isDirectory(target)) {
            throw new ActionFailedException("output: there is a folder of the file's name");
        }
        Files.createDirectories(target.getParent());
        // Downloaded beside the file and renamed at the end, so that a file of that name is always complete.
        Path part = target.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            GetObjectResponse answer =
                    s3.getObject(b -> b.bucket(request.bucket()).key(request.key()), ResponseTransformer.toFile(part));
            long length = Files.size(part);
            // The JDK's HTTP client takes a broken connection for the end of the object.
            if (answer.contentLength() != null && length != answer.contentLength()) {
                throw new ActionFailedException("only %d bytes of %d came".formatted(length, answer.contentLength()));
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            LOG.debug("fetched {} bytes", length);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
