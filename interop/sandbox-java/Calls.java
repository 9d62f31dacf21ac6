import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

public class Calls {
    static void saw(String check, boolean value) {
        System.out.println(check + " = " + (value ? "yes" : "no"));
    }

    public static void main(String[] arguments) throws Exception {
        // HTTP/2 is what it asks for unless told otherwise: over plain HTTP by an upgrade.
        HttpClient client = HttpClient.newHttpClient();
        String customer = System.getenv("BASE_URL") + "/partners/customers/1234567890123456789";
        var request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(10)).header("Authorization", "Bearer " + System.getenv("ACCESS_TOKEN"));
        var answer = client.send(request.uri(URI.create(customer)).build(), HttpResponse.BodyHandlers.ofString());
        saw("a customer by an id of 19 digits", answer.body().contains("\"domainId\":1234567890123456789"));
        saw("asked for HTTP/2, answered in HTTP/1.1", answer.version() == HttpClient.Version.HTTP_1_1);
        var memo = request.uri(URI.create(customer + "/subscription-memos/9007199254740993"))
            .header("Content-Type", "application/json")
            .expectContinue(true)
            .PUT(HttpRequest.BodyPublishers.ofString("{\"memo\":\"髙橋\"}"))
            .build();
        var written = client.send(memo, HttpResponse.BodyHandlers.ofString());
        saw("a body is sent and answered, after 100-continue", written.statusCode() < 300);
    }
}
