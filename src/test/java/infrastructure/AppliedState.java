package infrastructure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an apply of Terraform made, as {@code terraform show -json} tells it.
 *
 * @param resources all resources of all modules
 */
record AppliedState(List<Resource> resources) {

    static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * One resource.
     *
     * @param module the address of its module, such as {@code module.data}; empty for the root
     * @param type the type in the provider, such as {@code aws_sqs_queue}
     * @param name the name within the module
     */
    record Resource(String module, String type, String name, JsonNode values) {

        /** Gives an attribute as text; empty if it is not there. */
        String text(String attribute) {
            return values.path(attribute).asText("");
        }

        /** Gives an attribute whose text is JSON. */
        JsonNode json(String attribute) {
            return parse(text(attribute));
        }
    }

    /** Reads a file that {@code terraform show -json} wrote. */
    static AppliedState read(Path file) {
        try {
            List<Resource> found = new ArrayList<>();
            collect(MAPPER.readTree(file.toFile()).at("/values/root_module"), found);
            return new AppliedState(List.copyOf(found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(JsonNode module, List<Resource> found) {
        String address = module.path("address").asText("");
        module.path("resources").forEach(resource -> {
            if (resource.path("mode").asText().equals("managed")) {
                found.add(new Resource(
                        address,
                        resource.path("type").asText(),
                        resource.path("name").asText(),
                        resource.path("values")));
            }
        });
        module.path("child_modules").forEach(child -> collect(child, found));
    }

    /** Gives the resources of a type. */
    List<Resource> all(String type) {
        return resources.stream()
                .filter(resource -> resource.type().equals(type))
                .toList();
    }

    /** Gives the resources of a type in a module. */
    List<Resource> in(String module, String type) {
        return all(type).stream()
                .filter(resource -> resource.module().equals(module))
                .toList();
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
