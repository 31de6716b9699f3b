package producer.payload;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import producer.settings.LoadSettings;

/** Makes records of an Avro schema and fills them with plausible random values. */
final class SchemaPayload implements Payload {
    private final PlausibleValues values;
    private final ValueWriter writer;

    SchemaPayload(Schema schema, LoadSettings settings, RunIdentity run) throws IOException {
        values = new PlausibleValues(schema, settings.content().nullProbability(), run, settings.variables());
        writer = settings.content().format() == LoadSettings.Format.AVRO ? new AvroWriter() : new JsonWriter();
    }

    @Override
    public byte[] value(long sequence) {
        try {
            values.write(sequence, writer);
            return writer.take();
        } catch (IOException e) {
            throw new UncheckedIOException("a record in memory cannot fail to be written", e);
        }
    }
}
