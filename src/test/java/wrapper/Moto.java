package wrapper;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import local.FreePorts;
import wrapper.command.Programs;

/** Moto's server, an implementation of AWS that is not the SDK's. */
record Moto(Process process, URI endpoint) implements AutoCloseable {
    static Moto start(Path folder) throws IOException {
        assumeThat(Programs.find("moto_server", System.getenv("PATH")))
                .as("moto_server is not on the PATH: AWS is a stub alone")
                .isPresent();
        int port = FreePorts.next();
        Process process = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("moto.log").toFile())
                .start();
        Moto moto = new Moto(process, URI.create("http://127.0.0.1:" + port));
        await().ignoreExceptions().until(moto::answers);
        return moto;
    }

    private boolean answers() throws IOException {
        endpoint.resolve("/moto-api/").toURL().openConnection().getInputStream().close();
        return true;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
