package local.lambda;

/** An error that the local Lambda answers with. */
final class LambdaError extends Exception {

    private final int status;
    private final String code;

    LambdaError(int status, String code) {
        super(code);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
