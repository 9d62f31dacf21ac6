package main

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/oauth2"

	openapi "partner"
)

const long = 1234567890123456789

var ctx = context.WithValue(context.Background(), openapi.ContextOAuth2,
	oauth2.StaticTokenSource(&oauth2.Token{AccessToken: os.Getenv("ACCESS_TOKEN")}))

func saw(check string, call func() (bool, error)) {
	value, err := call()
	if err != nil {
		fmt.Fprintln(os.Stderr, check, err)
	}
	word := "no"
	if value && err == nil {
		word = "yes"
	}
	fmt.Println(check, "=", word)
}

func main() {
	configuration := openapi.NewConfiguration()
	configuration.Servers = openapi.ServerConfigurations{{URL: os.Getenv("BASE_URL")}}
	client := openapi.NewAPIClient(configuration)

	saw("customers with ids of 19 digits", func() (bool, error) {
		found := false
		for cursor := ""; ; {
			request := client.CustomersAPI.ListCustomers(ctx)
			if cursor != "" {
				request = request.Cursor(cursor)
			}
			page, _, err := request.Execute()
			if err != nil {
				return false, err
			}
			for _, customer := range page.Customers {
				found = found || customer.DomainId == long
			}
			if cursor = page.ResponseMetaData.GetNextCursor(); cursor == "" {
				return found, nil
			}
		}
	})
	saw("a customer by an id of 19 digits", func() (bool, error) {
		customer, _, err := client.CustomersAPI.GetCustomer(ctx, long).Execute()
		return err == nil && customer.DomainId == long, err
	})
	saw("a task with an unlisted value", func() (bool, error) {
		tasks, _, err := client.OptionProductOrdersAPI.ListOptionProductOrders(ctx, 10000018).Execute()
		if err != nil {
			return false, err
		}
		for _, task := range tasks.OptionProductOrders {
			if string(task.SubOptionId) == "QTA_O1_DEMO" {
				return true, nil
			}
		}
		return false, nil
	})
	saw("a memo is written", func() (bool, error) {
		memo := openapi.SubscriptionMemoPut{}
		memo.SetMemo("髙橋")
		_, _, err := client.SubscriptionMemosAPI.PutSubscriptionMemo(ctx, long, "9007199254740993").SubscriptionMemoPut(memo).Execute()
		return err == nil, err
	})
}
