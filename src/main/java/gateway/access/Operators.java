package gateway.access;

import execution.operations.StartRefusedException;
import execution.security.OperatorRole;
import gateway.GatewayProperties;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Component;

/** The operators of the configuration. Their passwords are kept as BCrypt hashes only. */
@Component
class Operators {

    /** The most bytes of a password that BCrypt looks at. */
    static final int MOST_PASSWORD_BYTES = 72;

    private static final int FEWEST_CHARACTERS = 8;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._-]{0,63}");

    /** A cost below 10 can be guessed too fast; one above 14 takes seconds to check. */
    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$1[0-4]\\$[./A-Za-z0-9]{53}");

    private final BCryptPasswordEncoder encoder = new BCryptPasswordEncoder();
    private final Map<String, Operator> all = new HashMap<>();

    /** @param hash what BCrypt made of the password */
    private record Operator(Visitor visitor, String hash) {}

    /**
     * Reads the operators.
     *
     * @throws StartRefusedException if a name is given twice, or a name, hash or password is not of its form; the
     *     message has neither hash nor password
     */
    Operators(GatewayProperties settings) {
        settings.viewers().forEach((name, hash) -> add("viewers", name, OperatorRole.VIEWER, hash));
        settings.operators().forEach((name, hash) -> add("operators", name, OperatorRole.OPERATOR, hash));
        settings.admins().forEach((name, hash) -> add("admins", name, OperatorRole.ADMIN, hash));
        GatewayProperties.Http http = settings.http();
        if (http.password() != null && !http.password().isEmpty()) {
            if (http.password().length() < FEWEST_CHARACTERS || !isHashable(http.password())) {
                throw new StartRefusedException("execution.gateway.http.password: allowed are " + FEWEST_CHARACTERS
                        + " characters to " + MOST_PASSWORD_BYTES + " bytes");
            }
            put("http.user", http.user(), http.role(), encoder.encode(http.password()));
        }
    }

    private void add(String setting, String name, OperatorRole role, String hash) {
        if (hash == null || !HASH.matcher(hash).matches()) {
            throw new StartRefusedException("execution.gateway." + setting + "." + name
                    + ": allowed is a BCrypt hash of a cost from 10 to 14, as htpasswd -nBC 12 makes it");
        }
        put(setting + "." + name, name, role, hash);
    }

    private void put(String setting, String name, OperatorRole role, String hash) {
        if (!NAME.matcher(name).matches()) {
            throw new StartRefusedException("execution.gateway." + setting + ": allowed are names of 1 to 64 letters,"
                    + " digits, @, ., _ or -, which begin with a letter or a digit");
        }
        if (all.put(name, new Operator(new Visitor(name, role, null), hash)) != null) {
            throw new StartRefusedException(
                    "execution.gateway." + setting + ": the name is given twice; allowed is one role for each name");
        }
    }

    static boolean isHashable(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length <= MOST_PASSWORD_BYTES;
    }

    /**
     * Checks a password, which takes a tenth of a second on purpose. An unknown name takes the same time, so nobody
     * learns which names there are.
     */
    Optional<Visitor> check(String name, String password) {
        Operator operator = all.get(name);
        Operator compared = operator == null ? all.values().iterator().next() : operator;
        boolean matches = isHashable(password) && encoder.matches(password, compared.hash());
        return matches && operator != null ? Optional.of(operator.visitor()) : Optional.empty();
    }
}
