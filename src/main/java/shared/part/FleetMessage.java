package shared.part;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A message of the fleet's queue. It is JSON, and the key {@code kind} says which of the two it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PartsMessage.class, name = "parts"),
    @JsonSubTypes.Type(value = JobMessage.class, name = "job")
})
public sealed interface FleetMessage permits PartsMessage, JobMessage {

    /** The most bytes of a message as JSON. SQS takes a little more, attributes included. */
    int MOST_BYTES = 200 * 1024;

    /** The name of the task whose section {@code worker} says what is run. */
    String task();
}
