package gateway.execution;

import execution.parts.PartState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of a job as a drawing. Each cell stands for one part, or for several that follow each other where there are
 * very many, and has the colour of the part among them that needs attention first. Cells of one colour that stand side
 * by side are one shape, so the drawing stays small.
 *
 * @param width the width in units
 * @param height the height in units
 * @param shapes what is drawn in which colour
 * @param lines the lines between the cells
 * @param partsOfCell how many parts a cell stands for
 */
public record Grid(int width, int height, List<Shape> shapes, String lines, int partsOfCell) {

    private static final int MOST_CELLS = 2_000;
    private static final int COLUMNS = 100;

    /** Units that a cell takes; few cells are drawn larger. */
    private static final int SIDE = 10;

    private static final int LARGE_SIDE = 24;
    private static final int FEW = 40;

    /** Which of several parts counts: a higher number goes before a lower one. */
    private static final Map<PartState, Integer> URGENCY = new EnumMap<>(Map.of(
            PartState.DONE, 0,
            PartState.CANCELLED, 1,
            PartState.WAITING, 2,
            PartState.SENT, 3,
            PartState.RUNNING, 4,
            PartState.FAILED, 5));

    /**
     * All cells of one state.
     *
     * @param letter the letter of the state
     * @param path the outline, as SVG writes paths
     */
    public record Shape(char letter, String path) {}

    /** @param letters the letter of the state of each part, in order */
    static Grid of(byte[] letters) {
        int partsOfCell = Math.max(1, (letters.length + MOST_CELLS - 1) / MOST_CELLS);
        int cells = (letters.length + partsOfCell - 1) / partsOfCell;
        int columns = Math.max(1, Math.min(COLUMNS, cells <= FEW ? Math.min(cells, 20) : cells));
        int side = cells <= FEW ? LARGE_SIDE : SIDE;
        int rows = (cells + columns - 1) / columns;
        char[] states = states(letters, partsOfCell, cells);
        List<Shape> shapes = new ArrayList<>();
        for (PartState state : PartState.values()) {
            String path = path(states, state.code(), columns, side);
            if (!path.isEmpty()) {
                shapes.add(new Shape(state.code(), path));
            }
        }
        return new Grid(columns * side, rows * side, shapes, lines(columns, rows, side), partsOfCell);
    }

    private static char[] states(byte[] letters, int partsOfCell, int cells) {
        char[] states = new char[cells];
        int[] urgency = new int[128];
        URGENCY.forEach((state, number) -> urgency[state.code()] = number);
        for (int cell = 0; cell < cells; cell++) {
            char worst = PartState.DONE.code();
            boolean isFirst = true;
            int end = Math.min(letters.length, (cell + 1) * partsOfCell);
            for (int part = cell * partsOfCell; part < end; part++) {
                char letter = letters[part] <= 0 ? PartState.WAITING.code() : (char) letters[part];
                if (isFirst || urgency[letter] > urgency[worst]) {
                    worst = letter;
                    isFirst = false;
                }
            }
            states[cell] = worst;
        }
        return states;
    }

    private static String path(char[] states, char state, int columns, int side) {
        StringBuilder path = new StringBuilder();
        for (int cell = 0; cell < states.length; ) {
            if (states[cell] != state) {
                cell++;
                continue;
            }
            int end = cell + 1;
            while (end < states.length && states[end] == state && end % columns != 0) {
                end++;
            }
            int width = (end - cell) * side;
            path.append('M')
                    .append(cell % columns * side)
                    .append(' ')
                    .append(cell / columns * side)
                    .append('h')
                    .append(width)
                    .append('v')
                    .append(side)
                    .append("h-")
                    .append(width)
                    .append('z');
            cell = end;
        }
        return path.toString();
    }

    private static String lines(int columns, int rows, int side) {
        StringBuilder lines = new StringBuilder();
        for (int column = 1; column < columns; column++) {
            lines.append('M').append(column * side).append(" 0v").append(rows * side);
        }
        for (int row = 1; row < rows; row++) {
            lines.append("M0 ").append(row * side).append('h').append(columns * side);
        }
        return lines.toString();
    }
}
