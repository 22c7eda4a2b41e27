// java.net.http.HttpClient as it is by default, which offers HTTP/2; a body of parts is an InputStream.
import java.io.*;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.*;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;

public class Client {
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    static BodyPublisher publisher(String form, String body) {
        if (body.isEmpty()) return BodyPublishers.noBody();
        if (!form.equals("chunked")) return BodyPublishers.ofString(body);
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    static String carryOut(String base, String[] call) throws Exception {
        StringJoiner path = new StringJoiner("/");
        // Form encoding differs from that of paths in blanks and the star only.
        for (String segment : call[2].split(" ")) path.add(URLEncoder.encode(segment, StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(URI.create(base + "/" + path)).timeout(Duration.ofSeconds(20))
                .method(call[0], publisher(call[1], call[3]));
        for (int i = 4; i < call.length; i++) request.header(call[i].split(": ")[0], call[i].split(": ")[1]);
        var response = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
        byte[] read = call[1].equals("events") ? firstEvent(response.body()) : response.body().readAllBytes();
        response.body().close();
        var answer = new StringBuilder(response.statusCode() + "\t" + Base64.getEncoder().encodeToString(read));
        response.headers().map().forEach((name, values) -> answer.append("\t" + name + ": " + values.get(0)));
        return answer.toString();
    }

    static byte[] firstEvent(InputStream stream) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        var text = new StringBuilder();
        boolean named = false;
        for (String line; (line = reader.readLine()) != null; ) {
            text.append(line).append('\n');
            named |= line.startsWith("event:");
            if (named && line.isEmpty()) break;
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = input.readLine()) != null; ) {
            String answer;
            try {
                answer = carryOut(arguments[0], line.split("\t", -1));
            } catch (Exception error) {
                answer = "error\t" + Base64.getEncoder().encodeToString(error.toString().getBytes(StandardCharsets.UTF_8));
            }
            System.out.println(answer);
        }
    }
}
