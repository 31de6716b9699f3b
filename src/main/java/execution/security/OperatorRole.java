package execution.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What an operator of the installation may do. Each role may do what those before it may. */
public enum OperatorRole {
    /** May look at everything. */
    VIEWER,
    /** May also act on what is there, such as cancel an execution or move dead letters back. */
    OPERATOR,
    /** May also change limits of tenants, and see who did what. */
    ADMIN;

    /**
     * Gives the highest role that a claim of a token names.
     *
     * @param claim a text or a list of texts, in lower or upper case; anything else names no role, nor does null
     */
    public static Optional<OperatorRole> named(Object claim) {
        Collection<?> names =
                claim instanceof Collection<?> several ? several : claim == null ? List.of() : List.of(claim);
        return Arrays.stream(values())
                .filter(role -> names.stream().anyMatch(name -> role.name().equalsIgnoreCase(String.valueOf(name))))
                .reduce((lower, higher) -> higher);
    }

    /** Gives the roles that may do no more than this one, and this one. */
    public List<OperatorRole> included() {
        return Arrays.stream(values()).filter(role -> role.compareTo(this) <= 0).toList();
    }
}
