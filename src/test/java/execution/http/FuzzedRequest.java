package execution.http;

import java.util.Optional;

/**
 * A request as it goes over the wire.
 *
 * @param bytes everything from the request line to the end of the body
 * @param method as it is sent
 * @param path as it is sent, without the query
 * @param call the operation that it is made from, whatever was done to its method and path
 * @param token what it carries; empty where it carries none
 * @param isOnItsOwn whether the server may take its bytes for something else than one request, so that nothing may
 *     follow them
 */
record FuzzedRequest(
        byte[] bytes, String method, String path, Contract.Call call, Optional<String> token, boolean isOnItsOwn) {}
