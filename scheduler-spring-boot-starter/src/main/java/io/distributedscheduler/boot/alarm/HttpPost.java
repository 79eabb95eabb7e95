package io.distributedscheduler.boot.alarm;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Posts JSON to one address. Follows no redirect, so that headers which are secret go nowhere else. */
final class HttpPost {

    private final HttpClient client;
    private final HttpRequest.Builder request;
    private final URI url;

    /**
     * @param timeout for connecting, and for the answer
     * @throws IllegalArgumentException when a header is not allowed
     */
    HttpPost(URI url, Map<String, String> headers, Duration timeout) {
        this.url = url;
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.request = HttpRequest.newBuilder(url).timeout(timeout).header("Content-Type", "application/json");
        headers.forEach(request::setHeader);
    }

    /** Where it goes, without what may be secret. */
    String where() {
        return url.getScheme() + "://" + url.getAuthority().replaceAll(".*@", "");
    }

    /** The status of the answer. */
    int send(String json) throws IOException, InterruptedException {
        return client.send(request.copy().POST(BodyPublishers.ofString(json)).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
