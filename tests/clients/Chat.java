import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds sockets and sends requests as it is told, one command a line, its parts separated by tabs:
 * open id url token-of-the-header subprotocols; send id text; close id; rest id method url token body.
 * It answers by lines: id, what happened, and what belongs to it.
 */
public class Chat {
    static final HttpClient CLIENT = HttpClient.newHttpClient();
    static final Map<String, WebSocket> SOCKETS = new ConcurrentHashMap<>();

    static synchronized void say(String... parts) {
        byte[] line = (String.join("\t", parts) + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(line, 0, line.length);
        System.out.flush();
    }

    static class Reader implements WebSocket.Listener {
        final String id;
        final StringBuilder text = new StringBuilder();

        Reader(String id) {
            this.id = id;
        }

        @Override
        public void onOpen(WebSocket socket) {
            SOCKETS.put(id, socket);
            say(id, "opened", socket.getSubprotocol());
            socket.request(1);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                say(id, "text", text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            say(id, "closed", Integer.toString(code));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            say(id, "closed", "1006");
        }
    }

    static void open(String id, String url, String token, String protocols) {
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        if (!token.isEmpty()) {
            builder.header("Authorization", "Bearer " + token);
        }
        if (!protocols.isEmpty()) {
            String[] all = protocols.split(",");
            builder.subprotocols(all[0], Arrays.copyOfRange(all, 1, all.length));
        }
        try {
            builder.buildAsync(URI.create(url), new Reader(id)).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof WebSocketHandshakeException refusal) {
                Object body = refusal.getResponse().body();
                say(id, "refused", refusal.getResponse().statusCode() + "", body == null ? "" : body.toString());
            } else {
                say(id, "failed", failure.getCause().toString());
            }
        }
    }

    static void rest(String id, String method, String url, String token, String body) throws Exception {
        HttpRequest.BodyPublisher content =
            body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + token).method(method, content).build();
        var answer = CLIENT.send(request, BodyHandlers.ofString());
        say(id, "answered", answer.statusCode() + "", answer.body());
    }

    public static void main(String[] args) throws Exception {
        say("java", "started", System.getProperty("java.version"));
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = commands.readLine()) != null; ) {
            String[] parts = line.split("\t", -1);
            switch (parts[0]) {
                case "open" -> open(parts[1], parts[2], parts[3], parts[4]);
                case "send" -> SOCKETS.get(parts[1]).sendText(parts[2], true).join();
                case "close" -> SOCKETS.remove(parts[1]).abort();
                case "rest" -> rest(parts[1], parts[2], parts[3], parts[4], parts[5]);
                default -> throw new IllegalArgumentException(line);
            }
        }
        System.exit(0);
    }
}
