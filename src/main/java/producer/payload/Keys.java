package producer.payload;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes the keys of the records. Records of the same key go to the same partition. Only one thread may use it. */
public interface Keys {

    /**
     * Makes the key of one record.
     *
     * @param sequence the number of the record, from 0
     * @return the key, which must not be changed; null for a record without a key
     */
    byte[] key(long sequence);

    /**
     * Makes the keys that the setting {@link producer.settings.Setting#KEYS} asks for.
     *
     * @param setting the value of the setting, which must be valid
     * @param run the run whose id the keys may hold
     */
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
