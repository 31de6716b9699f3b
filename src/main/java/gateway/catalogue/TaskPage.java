package gateway.catalogue;

import gateway.access.Form;
import java.util.UUID;

/**
 * The page of one task.
 *
 * @param path the address of the page
 * @param description more of what the task does; null if its file has none
 * @param schema the JSON Schema of its requests; null if it takes none
 * @param hasParts whether workers can run it in parts
 * @param mayRun whether the visitor may run it
 * @param values what stands in the form
 * @param problem why the task was not run; null for nothing
 */
public record TaskPage(
        String path,
        String title,
        String description,
        String runner,
        String source,
        String schema,
        boolean hasParts,
        boolean mayRun,
        Values values,
        String problem) {

    /**
     * The fields of the form.
     *
     * @param event the id of the event; a form that is sent twice has the same one, so it runs the task once
     * @param sure whether the visitor has confirmed it
     */
    public record Values(
            String event, String tenant, String asset, String request, String input, String parts, boolean sure) {

        /** Gives the fields of a form that nobody has filled in. */
        static Values fresh() {
            return new Values(UUID.randomUUID().toString(), null, null, null, null, null, false);
        }

        static Values of(Form form) {
            return new Values(
                    form.field("event"),
                    form.field("tenant"),
                    form.field("asset"),
                    form.field("request"),
                    form.field("input"),
                    form.field("parts"),
                    form.field("sure") != null);
        }
    }
}
