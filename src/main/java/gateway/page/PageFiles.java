package gateway.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

/**
 * The styles and scripts of the pages. Their paths change with their content, so browsers keep them for a year. They
 * are read when they are first asked for.
 */
@Controller
public class PageFiles {

    private static final String WEBJARS = "META-INF/resources/webjars/";

    /** Where each is found, by its name. */
    private static final Map<String, String> SOURCES = sources();

    private Map<String, byte[]> contents;
    private String version;

    private static Map<String, String> sources() {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("gateway.css", "static/gateway.css");
        sources.put("htmx.js", htmx());
        sources.put("sse.js", WEBJARS + "htmx-ext-sse/2.2.2/sse.js");
        sources.put("gateway.js", "static/gateway.js");
        return sources;
    }

    /** The jar has the one file among its classes; where tests run without a build, the library has it. */
    private static String htmx() {
        String packaged = "static/htmx.min.js";
        return PageFiles.class.getClassLoader().getResource(packaged) == null
                ? WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js"
                : packaged;
    }

    String styles() {
        return path("gateway.css");
    }

    /** Gives the paths of the scripts in the order in which they run. */
    List<String> scripts() {
        return SOURCES.keySet().stream()
                .filter(name -> name.endsWith(".js"))
                .map(this::path)
                .toList();
    }

    private String path(String name) {
        read();
        return "/ui/assets/" + version + "/" + name;
    }

    @GetMapping("/ui/assets/{version}/{name}")
    ResponseEntity<byte[]> get(
            @PathVariable String name, @RequestHeader(name = "Accept-Encoding", defaultValue = "") String accepted) {
        byte[] content = read().get(name);
        if (content == null) {
            return ResponseEntity.notFound().build();
        }
        boolean isZipped = accepted.contains("gzip");
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .cacheControl(
                        CacheControl.maxAge(java.time.Duration.ofDays(365)).cachePrivate())
                .header("Vary", "Accept-Encoding")
                .header("Content-Type", (name.endsWith(".css") ? "text/css" : "text/javascript") + ";charset=UTF-8");
        return isZipped ? answer.header("Content-Encoding", "gzip").body(content) : answer.body(unzipped(content));
    }

    /** Gives all contents, compressed. */
    private synchronized Map<String, byte[]> read() {
        if (contents == null) {
            Map<String, byte[]> all = new LinkedHashMap<>();
            CRC32 sum = new CRC32();
            SOURCES.forEach((name, source) -> all.put(name, zipped(source, sum)));
            version = Long.toHexString(sum.getValue());
            contents = all;
        }
        return contents;
    }

    private static byte[] zipped(String source, CRC32 sum) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (InputStream in = new ClassPathResource(source).getInputStream();
                GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            byte[] bytes = in.readAllBytes();
            sum.update(bytes);
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static byte[] unzipped(byte[] content) {
        try (InputStream in = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(content))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
