package execution.results;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much of a task's results is read, and how they are published.
 *
 * @param mostPacked The largest archive that is read. A larger one goes to the dead letter queue.
 * @param mostUnpacked The largest file in an archive that is read. An archive with a larger one goes to the dead letter
 *     queue.
 * @param mostRatio How many times as large as its archive a file of more than 16 MB may be. An archive with a file that
 *     unpacks to more goes to the dead letter queue.
 * @param mostTime How long the download of an archive may take, and again how long unpacking and parsing it may take.
 *     The time in which a parser waits because the topic takes its messages more slowly does not count.
 * @param consumers How many archives are read at once. Each takes up to {@code execution.results.most-packed} and
 *     {@code execution.results.most-unpacked} of the disk.
 * @param directory The folder that archives are unpacked in. Instances on one machine may share it. Where it is not
 *     set, it is {@code execution-service-results} in the JVM's directory for temporary files.
 * @param mostMessage The largest message that is published. Documents that do not fit go into further messages. Kafka
 *     takes 1 MB by default, and SNS takes 256 KB.
 * @param mostMessages How many messages the results of one archive may be published in. Results that would need more
 *     are not published, and {@code results_error} of the execution says so.
 * @param mostDocumentMessages How many messages the documents of one archive may be published in that a parser posts to
 *     its context. An archive that has more is read up to there, and {@code results_error} of the execution says so.
 * @param retry The pause after the topic did not take a message. It doubles with each try, up to 30 seconds.
 */
@Validated
@ConfigurationProperties("execution.results")
public record ResultsProperties(
        @NotNull @DefaultValue("100MB") DataSize mostPacked,
        @NotNull @DefaultValue("500MB") DataSize mostUnpacked,
        @Min(1) @Max(100_000) @DefaultValue("200") int mostRatio,
        @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("60s") Duration mostTime,
        @Min(1) @Max(32) @DefaultValue("4") int consumers,
        Path directory,
        @NotNull @DefaultValue("240KB") DataSize mostMessage,
        @Min(1) @Max(10_000) @DefaultValue("100") int mostMessages,
        @Min(1) @Max(10_000_000) @DefaultValue("100000") int mostDocumentMessages,
        @NotNull @DurationMin(millis = 1) @DurationMax(seconds = 30) @DefaultValue("1s") Duration retry) {

    private static final DataSize LEAST_MESSAGE = DataSize.ofKilobytes(10);
    private static final DataSize LARGEST_MESSAGE = DataSize.ofKilobytes(900);

    public ResultsProperties {
        directory = directory == null
                ? Path.of(System.getProperty("java.io.tmpdir"), "execution-service-results")
                : directory;
    }

    @AssertTrue(message = "most-packed and most-unpacked must be above 0")
    boolean isSomethingRead() {
        return mostPacked == null || mostUnpacked == null || mostPacked.toBytes() > 0 && mostUnpacked.toBytes() > 0;
    }

    @AssertTrue(message = "most-message must be between 10KB and 900KB")
    boolean isMostMessageWithinBounds() {
        return mostMessage == null
                || mostMessage.compareTo(LEAST_MESSAGE) >= 0 && mostMessage.compareTo(LARGEST_MESSAGE) <= 0;
    }
}
