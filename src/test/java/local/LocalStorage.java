package local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** An S3 server with the buckets. It checks the signatures of all requests, those of presigned ones included. */
public final class LocalStorage implements AutoCloseable {

    private static final int THREADS = 48;
    /** The server stops at once, because a graceful stop would wait for clients that keep their connections open. */
    private static final long STOP_MILLIS = 0;

    private final BlobStore store;
    private final S3Proxy server;

    private LocalStorage(int port, BlobStore store) {
        this.store = store;
        this.server = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, Names.ACCESS_KEY, Names.SECRET_KEY)
                .blobStore(store)
                .ignoreUnknownHeaders(true)
                .jettyMaxThreads(THREADS)
                .stopTimeout(STOP_MILLIS)
                .build();
    }

    /**
     * @param directory where objects are kept, or null to keep them in memory
     * @param notifications receives a notification for each results archive
     */
    public static LocalStorage start(int port, Path directory, Consumer<String> notifications) throws Exception {
        var storage = new LocalStorage(port, new ResultNotifications(open(directory), notifications));
        try {
            storage.server.start();
            storage.createBuckets();
            return storage;
        } catch (Exception e) {
            storage.close();
            throw e;
        }
    }

    private static BlobStore open(Path directory) throws IOException {
        if (directory == null) {
            return new TransientNio2BlobStore();
        }
        Files.createDirectories(directory);
        return new FilesystemNio2BlobStore(directory.toAbsolutePath().toString());
    }

    private void createBuckets() {
        for (var bucket : Names.RESOURCES.buckets()) {
            if (!store.containerExists(bucket)) {
                store.createContainer(bucket);
            }
        }
    }

    /** Puts an object without going over HTTP; a notification is sent all the same. */
    public void put(String bucket, String key, byte[] content) {
        store.putBlob(
                PutObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .contentLength((long) content.length)
                        .contentType("application/octet-stream")
                        .build(),
                new ByteArrayInputStream(content));
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() throws Exception {
        server.stop();
        store.close();
    }
}
