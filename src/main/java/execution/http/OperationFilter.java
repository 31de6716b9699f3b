package execution.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.catalina.Globals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a request that asks for no operation, before its token is checked. Everything after this filter relies on the
 * operation that the filter found and does not look at the path again. Camel's router accepts more spellings of a path
 * than this filter does; if the check of tokens and the router understood a path differently, a token of one kind could
 * reach an operation of the other kind.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class OperationFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(OperationFilter.class);

    private static final Pattern UNREADABLE = Pattern.compile("[\\p{Cc}\\p{Cn}]");

    private final Operations operations;
    private final CamelContext camel;
    private final PagePaths pages;

    OperationFilter(Operations operations, @Lazy CamelContext camel, ObjectProvider<PagePaths> pages) {
        this.operations = operations;
        this.camel = camel;
        this.pages = pages.getIfAvailable(() -> path -> false);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (pages.has(request.getRequestURI())) {
            page(request, response, chain);
            return;
        }
        Optional<Operation> found = operations.find(request.getMethod(), request.getRequestURI());
        if (found.isEmpty()) {
            refuse(request, response);
        } else if (!"GET".equals(request.getMethod()) && !isJson(request)) {
            Problem.write(request, response, 415, "a body must be application/json in UTF-8, and not be compressed");
        } else if (!isReadable(request)) {
            Problem.write(
                    request, response, 400, "the query cannot be decoded, or it or a header has control characters");
        } else if (found.get().isCamels() && !camel.isStarted()) {
            Problem.unavailable(request, response);
        } else {
            request.setAttribute(Operation.ATTRIBUTE, found.get());
            pass(request, response, chain);
        }
    }

    /** Lets a request for a page pass. Its body is a form, which must not be read here: its sender may be slow. */
    private static void page(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isGet = "GET".equals(request.getMethod());
        if (!isGet && !"POST".equals(request.getMethod())) {
            response.setHeader(HttpHeaders.ALLOW, "GET, POST");
            Problem.write(request, response, 405, "the methods of this path are in the header Allow");
        } else if (isGet ? !isReadable(request) : request.getQueryString() != null || !areReadable(headers(request))) {
            Problem.write(
                    request, response, 400, "the query cannot be decoded, or it or a header has control characters");
        } else {
            request.setAttribute(PagePaths.ATTRIBUTE, true);
            chain.doFilter(request, response);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> methods = operations.methods(request.getRequestURI());
        if (methods.isEmpty()) {
            Problem.write(request, response, 404, "there is nothing at this path");
        } else {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", methods));
            Problem.write(request, response, 405, "the methods of this path are in the header Allow");
        }
    }

    /**
     * Tells whether the query and the headers can be read. Spring Security and Tomcat would find out only when a route
     * asks for a header or a parameter, and each would answer in its own way.
     */
    private static boolean isReadable(HttpServletRequest request) {
        Stream<String> parameters = request.getParameterMap().keySet().stream();
        return request.getAttribute(Globals.PARAMETER_PARSE_FAILED_ATTR) == null
                && parameters.noneMatch(text -> UNREADABLE.matcher(text).find())
                && areReadable(headers(request));
    }

    private static Stream<String> headers(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .flatMap(name -> Stream.concat(Stream.of(name), Collections.list(request.getHeaders(name)).stream()));
    }

    private static boolean areReadable(Stream<String> headers) {
        return headers.noneMatch(
                text -> UNREADABLE.matcher(text.replace('\t', ' ')).find());
    }

    private static boolean isJson(HttpServletRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return false;
        }
        if (request.getContentType() == null) {
            return true;
        }
        try {
            MediaType type = MediaType.parseMediaType(request.getContentType());
            return MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type)
                    && (type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset()));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, new ProblemResponse(request, response));
        } catch (AuthenticationServiceException e) {
            LOG.warn("A token could not be checked", e);
            Problem.unavailable(request, response);
        }
    }
}
