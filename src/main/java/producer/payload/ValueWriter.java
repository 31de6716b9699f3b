package producer.payload;

import java.io.IOException;
import java.math.BigDecimal;

/** Writes the values of a schema in the order of the schema. Only one thread may use it. */
interface ValueWriter {

    void startRecord() throws IOException;

    void field(String name) throws IOException;

    void endRecord() throws IOException;

    void startArray(int size) throws IOException;

    /** Begins an item of an array, and is called before each of them. */
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

    /**
     * Writes a decimal.
     *
     * @param unscaled the digits as a two's complement, for a form that writes bytes
     * @param fixed whether the schema has a type of fixed length for the decimal
     */
    void writeDecimal(BigDecimal value, byte[] unscaled, boolean fixed) throws IOException;

    void writeSymbol(int index, String symbol) throws IOException;

    /** Gives the bytes that were written since the last call. */
    byte[] take() throws IOException;
}
