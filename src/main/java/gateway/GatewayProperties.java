package gateway;

import execution.security.OperatorRole;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The web pages for operators below {@code /ui}, and who may sign in there. The pages are on as soon as there is
 * anybody who may.
 *
 * @param viewers The BCrypt hashes of the passwords of those who may look at everything, by their names.
 * @param operators The BCrypt hashes of the passwords of those who may also cancel, run again, repair and change
 *     limits.
 * @param admins The BCrypt hashes of the passwords of those who may also see who did what.
 * @param http one operator whose password stands in a variable
 * @param bearer users who bring a token of the issuer
 * @param mostViewers How many pages may be kept up to date at once by an instance. What is beyond is refused with 429.
 */
@Validated
@ConfigurationProperties("execution.gateway")
public record GatewayProperties(
        @NotNull @DefaultValue Map<String, String> viewers,
        @NotNull @DefaultValue Map<String, String> operators,
        @NotNull @DefaultValue Map<String, String> admins,
        @NotNull @Valid @DefaultValue Http http,
        @NotNull @Valid @DefaultValue Bearer bearer,
        @Min(1) @Max(10_000) @DefaultValue("300") int mostViewers) {

    /**
     * One operator whose password is given as it is, for installations with one operator.
     *
     * @param user The name of the operator.
     * @param password The password, of 8 characters or more. There is no such operator where it is not set.
     * @param role What the operator may do.
     */
    public record Http(
            @NotBlank @DefaultValue("fossa") String user,
            String password,
            @NotNull @DefaultValue("admin") OperatorRole role) {

        @Override
        public String toString() {
            return "Http[user=" + user + ", role=" + role + "]";
        }
    }

    /**
     * Users who bring a token of the issuer, as to the HTTP interface. They see the executions of the token's tenant
     * alone, unless {@code execution.security.user.operator-claim} makes them operators.
     *
     * @param role What a user may do whose token does not say so.
     * @param roleClaim The name of the claim that says what a user may do: one of the roles, or a list with one in it.
     */
    public record Bearer(
            @NotNull @DefaultValue("viewer") OperatorRole role,
            @NotBlank @DefaultValue("gateway_role") String roleClaim) {}

    /** Leaves out the hashes. */
    @Override
    public String toString() {
        return "GatewayProperties[viewers=" + viewers.keySet() + ", operators=" + operators.keySet() + ", admins="
                + admins.keySet() + ", http=" + http + "]";
    }
}
