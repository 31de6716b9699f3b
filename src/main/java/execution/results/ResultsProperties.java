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
 * @param mostPacked of the archive
 * @param mostUnpacked of the file in it
 * @param mostTime for the download of an archive, and again for unpacking and parsing it; 1 s to 1 h
 * @param consumers how many archives are read at once; each takes up to mostPacked and mostUnpacked of the disk
 * @param directory where archives are unpacked; instances on one machine may share it. By default
 *     {@code execution-service-results} in the JVM's directory for temporary files
 * @param mostMessage of one message; documents that do not fit go in further messages. 10 KB to 900 KB: Kafka takes 1 MB by
 *     default, SNS 256 KB
 * @param mostMessages for one archive; results with more documents are not published
 * @param retry after the topic did not take a message; doubles with each try, up to 30 s
 */
@Validated
@ConfigurationProperties("execution.results")
public record ResultsProperties(
        @NotNull @DefaultValue("100MB") DataSize mostPacked,
        @NotNull @DefaultValue("500MB") DataSize mostUnpacked,
        @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("60s") Duration mostTime,
        @Min(1) @Max(32) @DefaultValue("4") int consumers,
        Path directory,
        @NotNull @DefaultValue("240KB") DataSize mostMessage,
        @Min(1) @Max(10_000) @DefaultValue("100") int mostMessages,
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
