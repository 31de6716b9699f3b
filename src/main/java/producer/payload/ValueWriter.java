package producer.payload;

import java.io.IOException;
import java.math.BigDecimal;

/** What a schema's values are written to, in the schema's order. For one thread. */
interface ValueWriter {

    void startRecord() throws IOException;

    void field(String name) throws IOException;

    void endRecord() throws IOException;

    void startArray(int size) throws IOException;

    /** Comes before each item of an array. */
    void item() throws IOException;

    void endArray() throws IOException;

    void startMap(int size) throws IOException;

    void key(String key) throws IOException;

    void endMap() throws IOException;

    /** Says which branch of a union comes next. */
    void branch(int index) throws IOException;

    void writeNull() throws IOException;

    void write(boolean value) throws IOException;

    void write(int value) throws IOException;

    void write(long value) throws IOException;

    void write(float value) throws IOException;

    void write(double value) throws IOException;

    /** Writes a string of UTF-8 bytes. */
    void writeText(byte[] utf8) throws IOException;

    void writeBytes(byte[] value) throws IOException;

    void writeFixed(byte[] value) throws IOException;

    /** Writes a decimal: its two's complement as bytes, or as a fixed of that length. */
    void writeDecimal(BigDecimal value, byte[] unscaled, boolean fixed) throws IOException;

    void writeSymbol(int index, String symbol) throws IOException;

    /** Gives what was written since the last time. */
    byte[] take() throws IOException;
}
