package local;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/** Signs the tokens of users, as the identity provider would. */
public final class LocalTokens {

    public static final String ISSUER = "http://local-platform";
    public static final String AUDIENCE = "execution-service";
    public static final String TENANT_CLAIM = "tenant_id";
    public static final String OPERATOR_CLAIM = "operator_role";

    private static final int KEY_BITS = 2048;
    private static final Duration VALIDITY = Duration.ofHours(12);

    private final PrivateKey key;
    private final Path publicKeyFile;

    private LocalTokens(PrivateKey key, Path publicKeyFile) {
        this.key = key;
        this.publicKeyFile = publicKeyFile;
    }

    /** Reads the key pair from the directory, or makes a new one there. */
    public static LocalTokens in(Path directory) throws IOException, GeneralSecurityException {
        var privateKeyFile = directory.resolve("user-tokens-private.pem");
        var publicKeyFile = directory.resolve("user-tokens-public.pem");
        var factory = KeyFactory.getInstance("RSA");
        if (!Files.exists(privateKeyFile)) {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            Files.createDirectories(directory);
            Files.writeString(
                    privateKeyFile,
                    pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded()));
        }
        var key = (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(privateKeyFile)));
        var publicKey = factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        Files.writeString(publicKeyFile, pem("PUBLIC KEY", publicKey.getEncoded()));
        return new LocalTokens(key, publicKeyFile.toAbsolutePath());
    }

    /** A token of a user of the tenant, good for twelve hours. */
    public String token(String tenant) {
        return sign(claims(tenant).build());
    }

    /**
     * A token of an operator of the installation, good for twelve hours.
     *
     * @param tenant whose executions the operator sees by the HTTP interface
     * @param role viewer, operator or admin
     */
    public String operator(String tenant, String role) {
        return sign(claims(tenant)
                .subject(role + "@" + tenant)
                .claim(OPERATOR_CLAIM, role)
                .build());
    }

    private static JWTClaimsSet.Builder claims(String tenant) {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("user@" + tenant)
                .claim(TENANT_CLAIM, tenant)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(VALIDITY)));
    }

    /** Signs any claims, for tokens that the service must refuse. */
    public String sign(JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key in PEM. */
    public Path publicKeyFile() {
        return publicKeyFile;
    }

    private static String pem(String type, byte[] key) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key), type);
    }

    private static byte[] bytes(Path file) throws IOException {
        var lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        return Base64.getDecoder().decode(String.join("", lines.subList(1, lines.size() - 1)));
    }
}
