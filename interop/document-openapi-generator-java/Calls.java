import java.util.concurrent.Callable;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.CustomersApi;
import org.openapitools.client.api.OptionProductOrdersApi;
import org.openapitools.client.api.SubscriptionMemosApi;
import org.openapitools.client.model.SubscriptionMemoPut;

public class Calls {
    static final long LONG = 1234567890123456789L;

    static void saw(String check, Callable<Boolean> call) {
        boolean value = false;
        try {
            value = call.call();
        } catch (Exception error) {
            System.err.println(check + ": " + error);
        }
        System.out.println(check + " = " + (value ? "yes" : "no"));
    }

    public static void main(String[] arguments) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(System.getenv("BASE_URL"));
        String token = "Bearer " + System.getenv("ACCESS_TOKEN");
        client.setRequestInterceptor(request -> request.header("Authorization", token));

        saw("customers with ids of 19 digits", () -> {
            String cursor = null;
            boolean found = false;
            do {
                var page = new CustomersApi(client).listCustomers(null, null, cursor, null);
                found |= page.getCustomers().stream().anyMatch(customer -> customer.getDomainId() == LONG);
                cursor = page.getResponseMetaData().getNextCursor();
            } while (cursor != null && !cursor.isEmpty());
            return found;
        });
        saw("a customer by an id of 19 digits", () -> new CustomersApi(client).getCustomer(LONG).getDomainId() == LONG);
        saw("a task with an unlisted value", () ->
            new OptionProductOrdersApi(client).listOptionProductOrders(10000018L).getOptionProductOrders().stream()
                .anyMatch(task -> "QTA_O1_DEMO".equals(String.valueOf(task.getSubOptionId()))));
        saw("a memo is written", () -> {
            var memo = new SubscriptionMemoPut();
            memo.setMemo("髙橋");
            new SubscriptionMemosApi(client).putSubscriptionMemo(LONG, "9007199254740993", memo);
            return true;
        });
    }
}
