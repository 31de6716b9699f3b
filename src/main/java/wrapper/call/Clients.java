package wrapper.call;

import shared.aws.AwsClients;

/** The clients of HTTP and AWS. Each is made when it is first asked for, because most runs need one of them or none. */
public final class Clients implements AutoCloseable {
    private HttpCalls http;
    private AwsClients aws;

    /** Gives the HTTP client. */
    public synchronized HttpCalls http() {
        if (http == null) {
            http = new HttpCalls();
        }
        return http;
    }

    /** Gives the clients of AWS. */
    public synchronized AwsClients aws() {
        if (aws == null) {
            aws = new AwsClients(System.getenv());
        }
        return aws;
    }

    @Override
    public synchronized void close() {
        if (http != null) {
            http.close();
        }
        if (aws != null) {
            aws.close();
        }
    }
}
