package io.distributedscheduler.redis.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A port of the loopback interface that forwards to a Redis server until it is told to fail, in the ways in which
 * networks fail.
 *
 * <p>It never takes bytes out of the middle of a connection that lives on, because no network does: a connection that
 * has lost a reply is cut.
 */
public final class FaultyProxy implements AutoCloseable {

    private enum Mode {
        FORWARDING,
        LOSING_REPLIES,
        BLACK_HOLE
    }

    private volatile int serverPort;
    private final ServerSocket door;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Queue<Loss> losses = new ConcurrentLinkedQueue<>();
    private Mode mode = Mode.FORWARDING;

    private FaultyProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inBackground("accept", this::acceptAll);
    }

    public static FaultyProxy to(RedisServerProcess server) {
        return to(server.port());
    }

    public static FaultyProxy to(int serverPort) {
        try {
            return new FaultyProxy(serverPort);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open a port for the proxy", e);
        }
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Leads to another server from now on; all connections to the one before are closed. */
    public void leadTo(RedisServerProcess server) {
        serverPort = server.port();
        cutConnections();
    }

    /** How many clients are connected. */
    public int connections() {
        return links.size();
    }

    /** Closes all connections; clients may connect again at once. */
    public void cutConnections() {
        links.forEach(Link::cut);
    }

    /** Lets nothing through, either way, while connections stay open: nobody gets an answer, nobody an error. */
    public void blackHole() {
        become(Mode.BLACK_HOLE);
    }

    /** From now on the server does what it is asked, and no client hears of it. */
    public void loseReplies() {
        become(Mode.LOSING_REPLIES);
    }

    /**
     * Connections that have subscribed to a channel carry nothing any more, either way, while they stay open: something on
     * the way has forgotten them. All others, and new ones, are served.
     */
    public void forgetSubscriptions() {
        links.forEach(link -> link.forgotten |= link.subscribed);
    }

    /**
     * Lets the server do the next request that contains the text, then cuts the connection in place of the reply.
     * The future completes when that has happened.
     */
    public CompletableFuture<Void> loseReplyTo(String text) {
        Loss loss = new Loss(text, new CompletableFuture<>());
        losses.add(loss);
        return loss.happened();
    }

    /** Forwards again: what a black hole held back arrives late, connections that have lost replies are cut. */
    public void heal() {
        losses.clear();
        become(Mode.FORWARDING);
        links.stream().filter(Link::hasLostReplies).forEach(Link::cut);
    }

    @Override
    public void close() {
        closeQuietly(door);
        cutConnections();
        heal();
    }

    private synchronized void become(Mode mode) {
        this.mode = mode;
        notifyAll();
    }

    private synchronized void awaitPassage() throws InterruptedException {
        while (mode == Mode.BLACK_HOLE) {
            wait();
        }
    }

    /** Whether a reply may go to the client; remembered if not, in one step with what {@link #heal()} changes. */
    private synchronized boolean letsReplyThrough(Link link) throws InterruptedException {
        awaitPassage();
        link.hasLostReplies |= mode == Mode.LOSING_REPLIES;
        return !link.hasLostReplies;
    }

    private void acceptAll() throws IOException {
        while (true) {
            Socket client = door.accept();
            try {
                Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), serverPort));
                links.add(link);
                inBackground("requests", link::forwardRequests);
                inBackground("replies", link::forwardReplies);
            } catch (IOException serverIsDown) {
                closeQuietly(client);
            }
        }
    }

    private static void inBackground(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // A closed socket is how this work ends.
                    }
                },
                "faulty-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is of no more use, closed or not.
        }
    }

    private interface Work {

        void run() throws IOException, InterruptedException;
    }

    private record Loss(String text, CompletableFuture<Void> happened) {}

    /** A client's connection, and the one to the server in its name. */
    private final class Link {

        // The server answers in order, so when the marker comes back, the reply before it has come, too.
        private final String marker = "lost-" + UUID.randomUUID();
        private final Socket client;
        private final Socket server;
        private volatile @Nullable Loss loss;
        private volatile boolean hasLostReplies;
        private volatile boolean subscribed;
        private volatile boolean forgotten;

        private Link(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        private boolean hasLostReplies() {
            return hasLostReplies;
        }

        private void forwardRequests() throws IOException, InterruptedException {
            try {
                InputStream requests = new BufferedInputStream(client.getInputStream());
                OutputStream toServer = server.getOutputStream();
                for (byte[] request = readRequest(requests); request.length > 0; request = readRequest(requests)) {
                    awaitPassage();
                    if (forgotten) {
                        continue;
                    }
                    subscribed |= new String(request, ISO_8859_1).contains("SUBSCRIBE");
                    Loss armed = takeLoss(request);
                    if (armed == null) {
                        toServer.write(request);
                    } else {
                        loss = armed;
                        toServer.write(request);
                        toServer.write(("PING " + marker + "\r\n").getBytes(ISO_8859_1));
                    }
                }
            } finally {
                cut();
            }
        }

        private void forwardReplies() throws IOException, InterruptedException {
            try {
                InputStream replies = server.getInputStream();
                OutputStream toClient = client.getOutputStream();
                StringBuilder discarded = new StringBuilder();
                byte[] buffer = new byte[64 * 1024];
                for (int n = replies.read(buffer); n > 0; n = replies.read(buffer)) {
                    boolean passes = letsReplyThrough(this);
                    Loss armed = loss;
                    if (armed != null) {
                        discarded.append(new String(buffer, 0, n, ISO_8859_1));
                        if (discarded.indexOf(marker) >= 0) {
                            cut();
                            armed.happened().complete(null);
                        }
                    } else if (passes && !forgotten) {
                        toClient.write(buffer, 0, n);
                    }
                }
            } finally {
                cut();
            }
        }

        private @Nullable Loss takeLoss(byte[] request) {
            if (losses.isEmpty()) {
                return null;
            }
            String text = new String(request, ISO_8859_1);
            for (Loss candidate : losses) {
                if (text.contains(candidate.text()) && losses.remove(candidate)) {
                    return candidate;
                }
            }
            return null;
        }

        private void cut() {
            closeQuietly(client);
            closeQuietly(server);
            links.remove(this);
        }
    }

    /** Reads one request, an array of strings or a line; empty at the end of the stream. */
    private static byte[] readRequest(InputStream requests) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String header = readLine(requests, request);
        if (header.startsWith("*")) {
            for (int parts = lengthIn(header); parts > 0; parts--) {
                String part = readLine(requests, request);
                if (part.isEmpty()) {
                    break;
                }
                request.write(requests.readNBytes(lengthIn(part) + "\r\n".length()));
            }
        }
        return request.toByteArray();
    }

    private static int lengthIn(String header) {
        return Integer.parseInt(header.substring(1).strip());
    }

    private static String readLine(InputStream requests, ByteArrayOutputStream copy) throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        do {
            c = requests.read();
            if (c < 0) {
                break;
            }
            copy.write(c);
            line.append((char) c);
        } while (c != '\n');
        return line.toString();
    }
}
