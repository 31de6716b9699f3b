package producer.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Writes values as the JSON that a consumer without the schema expects. A union is written as its value without an
 * object around it, bytes are written in base64, and a decimal is written as a number.
 */
final class JsonWriter implements ValueWriter {
    private final JsonFactory factory = new JsonFactory();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private JsonGenerator json;

    JsonWriter() throws IOException {
        json = factory.createGenerator(bytes);
    }

    @Override
    public void startRecord() throws IOException {
        json.writeStartObject();
    }

    @Override
    public void field(String name) throws IOException {
        json.writeFieldName(name);
    }

    @Override
    public void endRecord() throws IOException {
        json.writeEndObject();
    }

    @Override
    public void startArray(int size) throws IOException {
        json.writeStartArray();
    }

    @Override
    public void item() {}

    @Override
    public void endArray() throws IOException {
        json.writeEndArray();
    }

    @Override
    public void startMap(int size) throws IOException {
        json.writeStartObject();
    }

    @Override
    public void key(String key) throws IOException {
        json.writeFieldName(key);
    }

    @Override
    public void endMap() throws IOException {
        json.writeEndObject();
    }

    @Override
    public void branch(int index) {}

    @Override
    public void writeNull() throws IOException {
        json.writeNull();
    }

    @Override
    public void write(boolean value) throws IOException {
        json.writeBoolean(value);
    }

    @Override
    public void write(int value) throws IOException {
        json.writeNumber(value);
    }

    @Override
    public void write(long value) throws IOException {
        json.writeNumber(value);
    }

    @Override
    public void write(float value) throws IOException {
        json.writeNumber(value);
    }

    @Override
    public void write(double value) throws IOException {
        json.writeNumber(value);
    }

    @Override
    public void writeText(byte[] utf8) throws IOException {
        json.writeUTF8String(utf8, 0, utf8.length);
    }

    @Override
    public void writeBytes(byte[] value) throws IOException {
        json.writeBinary(value);
    }

    @Override
    public void writeFixed(byte[] value) throws IOException {
        json.writeBinary(value);
    }

    @Override
    public void writeDecimal(BigDecimal value, byte[] unscaled, boolean fixed) throws IOException {
        json.writeNumber(value);
    }

    @Override
    public void writeSymbol(int index, String symbol) throws IOException {
        json.writeString(symbol);
    }

    @Override
    public byte[] take() throws IOException {
        json.close();
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        // Each record has a generator of its own, because a generator writes a blank between two values.
        json = factory.createGenerator(bytes);
        return taken;
    }
}
