package producer.payload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes values in Avro's binary encoding, without a container or header around them. */
final class AvroWriter implements ValueWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    // The encoder needs no buffer of its own, because the stream is one.
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);

    @Override
    public void startRecord() {}

    @Override
    public void field(String name) {}

    @Override
    public void endRecord() {}

    @Override
    public void startArray(int size) throws IOException {
        encoder.writeArrayStart();
        encoder.setItemCount(size);
    }

    @Override
    public void item() throws IOException {
        encoder.startItem();
    }

    @Override
    public void endArray() throws IOException {
        encoder.writeArrayEnd();
    }

    @Override
    public void startMap(int size) throws IOException {
        encoder.writeMapStart();
        encoder.setItemCount(size);
    }

    @Override
    public void key(String key) throws IOException {
        encoder.startItem();
        encoder.writeString(key);
    }

    @Override
    public void endMap() throws IOException {
        encoder.writeMapEnd();
    }

    @Override
    public void branch(int index) throws IOException {
        encoder.writeIndex(index);
    }

    @Override
    public void writeNull() throws IOException {
        encoder.writeNull();
    }

    @Override
    public void write(boolean value) throws IOException {
        encoder.writeBoolean(value);
    }

    @Override
    public void write(int value) throws IOException {
        encoder.writeInt(value);
    }

    @Override
    public void write(long value) throws IOException {
        encoder.writeLong(value);
    }

    @Override
    public void write(float value) throws IOException {
        encoder.writeFloat(value);
    }

    @Override
    public void write(double value) throws IOException {
        encoder.writeDouble(value);
    }

    @Override
    public void writeText(byte[] utf8) throws IOException {
        encoder.writeBytes(utf8);
    }

    @Override
    public void writeBytes(byte[] value) throws IOException {
        encoder.writeBytes(value);
    }

    @Override
    public void writeFixed(byte[] value) throws IOException {
        encoder.writeFixed(value);
    }

    @Override
    public void writeDecimal(BigDecimal value, byte[] unscaled, boolean fixed) throws IOException {
        if (fixed) {
            encoder.writeFixed(unscaled);
        } else {
            encoder.writeBytes(unscaled);
        }
    }

    @Override
    public void writeSymbol(int index, String symbol) throws IOException {
        encoder.writeEnum(index);
    }

    @Override
    public byte[] take() throws IOException {
        encoder.flush();
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }
}
