package cli.print;

/** How an answer is printed. */
public enum OutputForm {
    table,
    json
}
