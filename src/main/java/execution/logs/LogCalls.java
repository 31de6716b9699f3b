package execution.logs;

import execution.runner.LogStream;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/**
 * Calls CloudWatch Logs no more often than the settings allow. A call that may not be made now is refused and does not
 * wait, because a request that waited would hold a thread.
 */
@Component
class LogCalls {

    private static final Logger LOG = LoggerFactory.getLogger(LogCalls.class);

    /** How many tenants are remembered. A tenant that was forgotten begins with a full burst. */
    private static final int MOST_TENANTS = 1_000;

    private final Supplier<CloudWatchLogsClient> client;
    private final int perSecond;
    private final Bucket all;
    private final Map<String, Bucket> ofTenants = BoundedMap.forgettingLeastUsed(MOST_TENANTS);

    /**
     * @param client gives the client, and makes it with the first call
     */
    LogCalls(Supplier<CloudWatchLogsClient> client, LogsProperties settings) {
        this.client = client;
        this.perSecond = settings.callsPerSecond();
        this.all = bucket(perSecond);
    }

    /**
     * Reads events of a log.
     *
     * @param request everything but the names of the group and of the stream
     * @return empty if there is no such group or stream
     * @throws TooManyLogCallsException if too many calls were made before, by this instance or in the whole account
     * @throws LogPositionException if the request's token is of no use
     * @throws software.amazon.awssdk.core.exception.SdkException if CloudWatch Logs cannot answer
     */
    Optional<GetLogEventsResponse> get(LogStream stream, GetLogEventsRequest request) {
        return call(stream.group(), request.nextToken() != null, () -> client.get()
                .getLogEvents(request.toBuilder()
                        .logGroupName(stream.group())
                        .logStreamName(stream.name())
                        .build()));
    }

    /**
     * Searches events in a log group.
     *
     * @return empty if there is no such group
     * @throws TooManyLogCallsException see {@link #get}
     * @throws LogPositionException see {@link #get}
     * @throws software.amazon.awssdk.core.exception.SdkException if CloudWatch Logs cannot answer
     */
    Optional<FilterLogEventsResponse> filter(FilterLogEventsRequest request) {
        return call(request.logGroupName(), request.nextToken() != null, () -> client.get()
                .filterLogEvents(request));
    }

    private <T> Optional<T> call(String group, boolean hasToken, Supplier<T> call) {
        if (!all.tryConsume(1)) {
            throw new TooManyLogCallsException("logs are read as often as the instance may");
        }
        try {
            return Optional.of(call.get());
        } catch (ResourceNotFoundException e) {
            LOG.debug("There is no such log in {}", group);
            return Optional.empty();
        } catch (InvalidParameterException e) {
            if (!hasToken) {
                throw e;
            }
            throw new LogPositionException(e);
        } catch (CloudWatchLogsException e) {
            if (e.isThrottlingException()) {
                throw new TooManyLogCallsException("CloudWatch Logs asks for fewer calls");
            }
            throw e;
        }
    }

    /**
     * Takes a request's share of its tenant's part.
     *
     * @throws TooManyLogCallsException if the tenant has used up its part
     */
    synchronized void enter(String tenant) {
        if (!ofTenants
                .computeIfAbsent(tenant, key -> bucket(Math.max(1, perSecond / 2)))
                .tryConsume(1)) {
            throw new TooManyLogCallsException("the tenant reads logs as often as it may");
        }
    }

    private static Bucket bucket(int perSecond) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(2L * perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
