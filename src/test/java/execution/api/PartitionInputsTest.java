package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import execution.aws.ServiceProperties;
import execution.model.AcceptedJob;
import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

class PartitionInputsTest {

    private final S3Client s3 = mock(S3Client.class);
    private final ServiceProperties service = mock(ServiceProperties.class);
    private PartitionInputs inputs;

    @BeforeEach
    void buckets() {
        when(service.buckets()).thenReturn(new ServiceProperties.Buckets("in", "out", "dead"));
        inputs = new PartitionInputs(s3, service);
    }

    private static JobEvents.JobEvent event(Integer count, String object, String bucket, String parts) {
        AcceptedJob job = mock(AcceptedJob.class);
        when(job.partitions())
                .thenReturn(new PartitionPlan("worker", count, object, bucket, 1, 0, 0, false, 1, 1, "list", null));
        return new JobEvents.JobEvent(new ExecutionKey("demo", "event", "id"), job, "hash", parts);
    }

    private void answers(int status, long size) {
        if (status == 200) {
            doReturn(HeadObjectResponse.builder().contentLength(size).build())
                    .when(s3)
                    .headObject(anyHead());
        } else {
            doThrow(S3Exception.builder().statusCode(status).build()).when(s3).headObject(anyHead());
        }
    }

    private static Consumer<HeadObjectRequest.Builder> anyHead() {
        return any();
    }

    @Test
    void shouldKeepTheListInTheBucketOfTheResults() {
        JobEvents.JobEvent event = event(null, "partitions/demo/digest.jsonl", "results", "{}\n");

        assertThat(inputs.keep(event)).isEmpty();

        ArgumentCaptor<Consumer<PutObjectRequest.Builder>> put = ArgumentCaptor.captor();
        verify(s3).putObject(put.capture(), any(RequestBody.class));
        PutObjectRequest.Builder request = PutObjectRequest.builder();
        put.getValue().accept(request);
        assertThat(request.build().bucket()).isEqualTo("out");
        assertThat(request.build().key()).isEqualTo("partitions/demo/digest.jsonl");
    }

    @Test
    void shouldAskForNoObjectOfCountedParts() {
        assertThat(inputs.keep(event(3, null, null, null))).isEmpty();
        verify(s3, never()).headObject(anyHead());
    }

    @Test
    void shouldRefuseAnObjectThatIsNotThereOrEmptyOrTooLarge() {
        JobEvents.JobEvent event = event(null, "demo/a.jsonl", "input", null);

        answers(200, 5);
        assertThat(inputs.keep(event)).isEmpty();
        answers(404, 0);
        assertThat(inputs.keep(event)).hasValueSatisfying(problem -> assertThat(problem)
                .hasMessage("partitions.object: there is no input object 'a.jsonl' of this tenant"));
        answers(200, 0);
        assertThat(inputs.keep(event))
                .hasValueSatisfying(problem -> assertThat(problem).hasMessageContaining("is empty"));
        answers(200, PartitionPlan.MOST_OBJECT_BYTES + 1);
        assertThat(inputs.keep(event))
                .hasValueSatisfying(problem -> assertThat(problem).hasMessageContaining("at most 1073741824"));
    }

    @Test
    void shouldLeaveItOpenWhileS3DoesNotAnswer() {
        answers(503, 0);

        assertThatThrownBy(() -> inputs.keep(event(null, "demo/a.jsonl", "input", null)))
                .isInstanceOf(S3Exception.class);
    }

    @Test
    void shouldRefuseToRunAListAgainThatIsNotKept() {
        answers(404, 0);

        assertThat(inputs.keep(event(null, "partitions/demo/digest.jsonl", "results", null)))
                .hasValueSatisfying(
                        problem -> assertThat(problem.getStatusCode().value()).isEqualTo(409));
    }
}
