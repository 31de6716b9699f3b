package gateway;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Makes pictures of pages small: a PNG with a palette of 256 colours. Of colours that look alike the one that is used
 * most is in it, so that the many greys at the edges of letters leave room for a few red dots.
 */
final class Palette {

    private static final int COLOURS = 256;

    /** Colours that have these bits in common look alike. */
    private static final int ALIKE = 0xf0f0f0;

    private Palette() {}

    /** Gives the same picture with a palette. A colour that is not in it becomes the nearest one that is. */
    static byte[] png(byte[] picture) throws IOException {
        BufferedImage full = ImageIO.read(new ByteArrayInputStream(picture));
        int width = full.getWidth();
        int height = full.getHeight();
        int[] pixels = full.getRGB(0, 0, width, height, null, 0, width);
        int[] palette = palette(pixels);
        Map<Integer, Byte> places = new HashMap<>();
        IndexColorModel model = new IndexColorModel(8, palette.length, palette, 0, false, -1, 0);
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
        byte[] indexes = ((DataBufferByte) small.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < pixels.length; i++) {
            indexes[i] = places.computeIfAbsent(pixels[i], colour -> (byte) nearest(colour, palette));
        }
        return encoded(small);
    }

    private static int[] palette(int[] pixels) {
        Map<Integer, Integer> uses = new HashMap<>();
        for (int pixel : pixels) {
            uses.merge(pixel, 1, Integer::sum);
        }
        Comparator<Map.Entry<Integer, Integer>> mostUsed =
                Comparator.comparing(Map.Entry<Integer, Integer>::getValue).reversed();
        Map<Integer, Map.Entry<Integer, Integer>> unlike = new HashMap<>();
        uses.entrySet().stream().sorted(mostUsed).forEach(use -> unlike.putIfAbsent(use.getKey() & ALIKE, use));
        return unlike.values().stream()
                .sorted(mostUsed)
                .limit(COLOURS)
                .mapToInt(Map.Entry::getKey)
                .toArray();
    }

    private static int nearest(int colour, int[] palette) {
        int[] distances =
                Arrays.stream(palette).map(other -> distance(colour, other)).toArray();
        int best = 0;
        for (int i = 1; i < distances.length; i++) {
            best = distances[i] < distances[best] ? i : best;
        }
        return best;
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int difference = (one >> shift & 0xff) - (other >> shift & 0xff);
            sum += difference * difference;
        }
        return sum;
    }

    private static byte[] encoded(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(0);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
