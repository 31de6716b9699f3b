package execution.results.nmap;

import com.fasterxml.aalto.in.XmlScanner;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import com.fasterxml.aalto.stax.StreamReaderImpl;
import execution.model.UnusableMessageException;
import execution.results.BoundedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.typed.TypedValueDecoder;

/**
 * Goes through a file of XML from outside, element by element, and holds no more of it than one element. No entity is
 * expanded and nothing outside the file is read. Whatever is wrong with the file is an
 * {@link UnusableMessageException} that says where.
 */
final class XmlCursor {

    /** The most bytes of a tag with its attributes, of a text or of a comment. */
    static final int MOST_BYTES = 1_048_576;

    /** The most elements in one another. Nmap has some ten. */
    static final int MOST_DEPTH = 64;

    /** The most characters of a text; what is longer is cut. */
    static final int MOST_CHARACTERS = 10_000;

    /** What the texts of one host may weigh, in characters. */
    private static final int MOST_KEPT = 16_000_000;

    /** What each text weighs beside its characters. */
    private static final int WEIGHT = 40;

    private static final int MOST_INSTRUCTIONS = 100;

    /** The names of one element in so many are counted at the least. */
    private static final int COUNTED_OF = 64;

    /** The names of an element for which so many bytes were read are counted in any case, for they may be long. */
    private static final int COUNTED_BYTES = 8_000;

    private final BoundedStream bytes;
    private final StreamReaderImpl reader;

    /** Does the reader's work. It is asked directly, because the reader's own checks take time at each event. */
    private final XmlScanner scanner;

    private final Names names = new Names();
    private final Texts texts = new Texts();
    private final Attribute attribute = new Attribute();
    private char[] held = new char[4_096];
    private int heldLength;
    private final StringBuilder parts = new StringBuilder();
    private int depth;
    private int instructions;
    private int kept;
    private int nextAttribute;
    private int untilCount;
    private final SplittableRandom random = new SplittableRandom();

    /**
     * Begins to read.
     *
     * @param file is not closed
     * @throws UnusableMessageException if this is no XML
     * @throws IOException if the file cannot be read
     */
    XmlCursor(InputStream file) throws IOException {
        // Names stay with the factory, so each file has one of its own.
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(XMLInputFactory2.P_INTERN_NAMES, true);
        this.bytes = new BoundedStream(file, MOST_BYTES, "there is no tag in " + MOST_BYTES + " bytes");
        try {
            this.reader = (StreamReaderImpl) factory.createXMLStreamReader(bytes);
        } catch (XMLStreamException e) {
            throw failure(e, null);
        }
        this.scanner = reader.getScanner();
    }

    /** Gives what the texts weigh that were given so far. */
    int kept() {
        return kept;
    }

    /** Says what the texts weigh that the caller still holds. More than a host may have are not given. */
    void kept(int weight) {
        kept = weight;
    }

    /** Tells how many elements the cursor is in. */
    int depth() {
        return depth;
    }

    /**
     * Goes to the next element in the one at this depth.
     *
     * @param parent the depth of the element whose children are wanted; what is deeper is passed over
     * @return its name; null at the end of the parent
     */
    String nextChild(int parent) throws IOException {
        while (true) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                started();
                if (depth == parent + 1) {
                    return scanner.getName().getLocalName();
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                ended();
                if (depth < parent) {
                    return null;
                }
            } else if (event == XMLStreamConstants.END_DOCUMENT) {
                return null;
            } else if (event != XMLStreamConstants.CHARACTERS) {
                other(event);
            }
        }
    }

    /** Gives the text of the element that the cursor stands at the start of, and goes to its end. */
    String text() throws IOException {
        int outside = depth - 1;
        String text = "";
        int length = 0;
        boolean divided = false;
        while (depth > outside) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                started();
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                ended();
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                char[] characters;
                int more;
                try {
                    characters = scanner.getTextCharacters();
                    more = Math.min(scanner.getTextLength(), MOST_CHARACTERS - length);
                } catch (XMLStreamException | UnusableMessageException e) {
                    throw located(e);
                }
                if (length == 0) {
                    text = texts.of(characters, 0, more);
                } else {
                    if (!divided) {
                        divided = true;
                        parts.setLength(0);
                        parts.append(text);
                    }
                    parts.append(characters, 0, more);
                }
                length += more;
            } else {
                other(event);
            }
        }
        keep(length);
        return divided ? parts.toString() : text;
    }

    /** Counts a text of this length. */
    private void keep(int length) {
        kept += WEIGHT + length;
        if (kept > MOST_KEPT) {
            throw unusable("a host of which there is more to keep than " + MOST_KEPT + " characters");
        }
    }

    /**
     * Gives an attribute of the element that the cursor stands at the start of.
     *
     * @param name is interned, as texts in code are
     * @return null if it has no such attribute
     */
    String attribute(String name) {
        if (!find(name)) {
            return null;
        }
        int length = Math.min(attribute.length, MOST_CHARACTERS);
        keep(length);
        return texts.of(attribute.characters, attribute.start, length);
    }

    /**
     * Holds an attribute, of up to {@link #MOST_BYTES}, until {@link #held} asks for it.
     *
     * @param name is interned, as texts in code are
     */
    void hold(String name) {
        heldLength = find(name) ? attribute.length : 0;
        if (held.length < heldLength) {
            held = new char[heldLength];
        }
        System.arraycopy(attribute.characters, attribute.start, held, 0, heldLength);
    }

    /** Gives the attribute that was last held; empty if the element had none. */
    String held() {
        keep(heldLength);
        return new String(held, 0, heldLength);
    }

    private boolean find(String name) {
        // Attributes come in the order in which they are asked for, so the next one is mostly the one.
        int attributes = scanner.getAttrCount();
        for (int i = 0; i < attributes; i++) {
            if (nextAttribute >= attributes) {
                nextAttribute = 0;
            }
            int place = nextAttribute++;
            // Both are interned, the one by the reader and the other because it stands in the code.
            if (name == scanner.getAttrLocalName(place)) {
                try {
                    scanner.decodeAttrValue(place, attribute);
                } catch (XMLStreamException e) {
                    throw new IllegalStateException(e);
                }
                return true;
            }
        }
        return false;
    }

    /**
     * Gives the texts of the children of this name, and goes to the end of the element.
     *
     * @param most texts that there may be
     */
    List<String> texts(String name, int most) throws IOException {
        int parent = depth;
        List<String> found = List.of();
        for (String child = nextChild(parent); child != null; child = nextChild(parent)) {
            if (child.equals(name)) {
                if (found.isEmpty()) {
                    found = new ArrayList<>(2);
                }
                if (found.size() == most) {
                    throw unusable("more than " + most + " elements " + name + " in one");
                }
                found.add(text());
            }
        }
        return found;
    }

    /** Reads what follows the last element. */
    void end() throws IOException {
        for (int event = next(); event != XMLStreamConstants.END_DOCUMENT; event = next()) {
            other(event);
        }
    }

    /** Gives the next event. Of an element the caller says that it started or ended, and of the rest that it came. */
    private int next() throws IOException {
        try {
            // The reader has to see only where the outermost element starts and ends. In it the scanner is faster.
            return depth > 1 ? scanner.nextFromTree() : reader.next();
        } catch (XMLStreamException | UnusableMessageException e) {
            throw located(e);
        }
    }

    private void started() {
        boolean mayHaveLongNames = bytes.left() < MOST_BYTES - COUNTED_BYTES;
        bytes.allow(MOST_BYTES);
        nextAttribute = 0;
        if (++depth > MOST_DEPTH) {
            throw unusable("more than " + MOST_DEPTH + " elements in one another");
        }
        // Counting takes time, so it is done now and then, and nobody who writes a file knows when.
        if (--untilCount < 0 || mayHaveLongNames) {
            countNames();
        }
    }

    private void ended() {
        bytes.allow(MOST_BYTES);
        depth--;
    }

    private void other(int event) {
        if (event == XmlScanner.TOKEN_EOI) {
            throw unusable("not well-formed XML: the file ends in an element");
        }
        if (event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw unusable("an entity is referred to, and entities are not read");
        }
        if (event == XMLStreamConstants.PROCESSING_INSTRUCTION) {
            names.see(scanner.getName().getLocalName());
            if (++instructions > MOST_INSTRUCTIONS) {
                throw unusable("more than " + MOST_INSTRUCTIONS + " processing instructions");
            }
        }
    }

    private void countNames() {
        untilCount = random.nextInt(COUNTED_OF);
        names.see(scanner.getName().getLocalName());
        for (int i = 0; i < scanner.getAttrCount(); i++) {
            names.see(scanner.getAttrLocalName(i));
        }
        for (int i = 0; i < scanner.getNsCount(); i++) {
            names.see("xmlns:" + scanner.getNamespacePrefix(i));
            names.see(scanner.getNamespaceURI(i));
        }
    }

    /** Makes the reason, and says where the cursor is. */
    UnusableMessageException unusable(String reason) {
        return new UnusableMessageException(reason + where(reader.getLocation()));
    }

    private UnusableMessageException located(Exception e) throws IOException {
        if (e instanceof XMLStreamException failed) {
            return failure(failed, reader.getLocation());
        }
        return unusable(e.getMessage());
    }

    private static UnusableMessageException failure(XMLStreamException e, Location at) throws IOException {
        Throwable nested = e.getNestedException();
        if (nested instanceof IOException failed && !isOfTheText(failed)) {
            throw failed;
        }
        Location location = e.getLocation() == null ? at : e.getLocation();
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return new UnusableMessageException(
                "not well-formed XML: " + (end < 0 ? message : message.substring(0, end)) + where(location));
    }

    private static boolean isOfTheText(IOException failed) {
        return failed instanceof java.io.CharConversionException || failed instanceof UnsupportedEncodingException;
    }

    private static String where(Location at) {
        return at == null ? "" : " (line " + at.getLineNumber() + ", column " + at.getColumnNumber() + ")";
    }

    /** The characters of an attribute where the reader has them, until the cursor goes on. */
    private static final class Attribute extends TypedValueDecoder {

        private char[] characters = {};
        private int start;
        private int length;

        @Override
        public void decode(String input) {
            decode(input.toCharArray(), 0, input.length());
        }

        @Override
        public void decode(char[] buffer, int from, int end) {
            characters = buffer;
            start = from;
            length = end - from;
        }

        @Override
        public void handleEmptyValue() {
            start = 0;
            length = 0;
        }
    }
}
