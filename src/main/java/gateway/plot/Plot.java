package gateway.plot;

import java.util.List;
import java.util.Locale;

/**
 * A plot with a bar for each minute, the newest at the right.
 *
 * @param title what is plotted
 * @param sentence says the same in words
 * @param path the bars as the path of an SVG
 */
public record Plot(String title, String sentence, String path) {

    public static final int WIDTH = 480;
    public static final int HEIGHT = 96;

    private static final int SLOT = WIDTH / Samples.MOST;
    private static final int BAR = SLOT - 1;

    /**
     * Draws values.
     *
     * @param values the oldest first; the highest is as high as the plot
     * @param unit what a value is, as in "3.0 seconds"
     */
    static Plot of(String title, List<Double> values, String unit) {
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            long height = most <= 0 ? 0 : Math.round(values.get(i) / most * HEIGHT);
            if (height > 0) {
                int left = WIDTH - (values.size() - i) * SLOT;
                path.append('M').append(left).append(' ').append(HEIGHT);
                path.append('v')
                        .append(-height)
                        .append('h')
                        .append(BAR)
                        .append('v')
                        .append(height)
                        .append('z');
            }
        }
        String sentence = values.isEmpty()
                ? "There is nothing to show before this instance has run for a minute."
                : String.format(
                        Locale.ROOT,
                        "%.1f %s in the last minute, %.1f in the highest of the last %d.",
                        values.get(values.size() - 1),
                        unit,
                        most,
                        values.size());
        return new Plot(title, sentence, path.toString());
    }
}
