package producer.payload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import producer.settings.LoadSettings;
import producer.settings.Setting;
import shared.placeholder.UnresolvedPlaceholderException;

/** Makes the values of the records. Only one thread may use it. */
public interface Payload {

    /** The template of the built-in event. */
    String EVENT =
            """
            {"ts":"${{record.ts}}","message_id":"${{record.message_id}}","source":"${{record.source}}",\
            "host":"${{record.host}}"}""";

    /**
     * Makes the value of one record.
     *
     * @param sequence the number of the record, from 0
     * @return an array that nobody else holds
     */
    byte[] value(long sequence);

    /**
     * Makes the payload that the settings ask for. A template makes one record on trial, so
     * that a template that makes no JSON is refused before anything is sent.
     *
     * @param settings name the file and the form of the values
     * @param run the run whose id, source and host the records may hold
     * @throws PayloadException if the template or schema cannot be used; the message names the setting and the reason
     */
    static Payload of(LoadSettings settings, RunIdentity run) {
        Path file = settings.content().file();
        try {
            if (file == null && settings.content().format() == LoadSettings.Format.JSON) {
                return json(EVENT, settings, run);
            }
            if (file != null && file.toString().endsWith(".json")) {
                return json(Files.readString(file), settings, run);
            }
            return new SchemaPayload(file == null ? eventSchema() : schema(file), settings, run);
        } catch (IOException e) {
            throw new PayloadException("cannot be read", e);
        } catch (AvroRuntimeException | NullPointerException e) {
            // Avro throws a NullPointerException for the name of a type that it does not know.
            throw new PayloadException("is no Avro schema: " + e.getMessage(), e);
        } catch (UnresolvedPlaceholderException e) {
            throw new PayloadException(e.getMessage(), e);
        }
    }

    private static Payload json(String text, LoadSettings settings, RunIdentity run) {
        Template template = Template.json(text.strip(), run, settings.variables());
        byte[] sample = template.value(0);
        try {
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(sample);
        } catch (JsonProcessingException e) {
            throw new PayloadException("does not make JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new PayloadException("does not make JSON", e);
        }
        return template;
    }

    private static Schema schema(Path file) throws IOException {
        return new Schema.Parser().parse(Files.readString(file));
    }

    private static Schema eventSchema() throws IOException {
        try (var in = Payload.class.getResourceAsStream("/producer/event.avsc")) {
            return new Schema.Parser().parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Says that the template or schema cannot be used. The message names the setting and the reason. */
    final class PayloadException extends RuntimeException {
        PayloadException(String why, Exception cause) {
            super(Setting.PAYLOAD + ": " + why, cause);
        }

        PayloadException(String why) {
            this(why, null);
        }
    }
}
