package producer.payload;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;

/** The records' keys, and so which of them share a partition. For one thread. */
public interface Keys {

    /** Gives the key of the record of this number; null for none. */
    byte[] key(long sequence);

    /** Makes them as the setting {@link Setting#KEYS} has it. */
    static Keys of(String setting, RunIdentity run) {
        int colon = setting.indexOf(':');
        String argument = setting.substring(colon + 1);
        return switch (colon < 0 ? setting : setting.substring(0, colon)) {
            case "none" -> sequence -> null;
            case "random" -> random(Integer.parseInt(argument));
            case "constant" -> {
                byte[] key = argument.getBytes(StandardCharsets.UTF_8);
                yield sequence -> key;
            }
            default -> Template.plain("${{record.message_id}}", run, Map.of())::value;
        };
    }

    private static Keys random(int different) {
        SplittableRandom random = new SplittableRandom();
        Scratch scratch = new Scratch();
        return sequence -> {
            scratch.putNumber(random.nextInt(different));
            return scratch.take();
        };
    }
}
