package main

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/oauth2"

	openapi "partner"
)

func main() {
	configuration := openapi.NewConfiguration()
	configuration.Servers = openapi.ServerConfigurations{{URL: os.Getenv("BASE_URL")}}
	token := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: os.Getenv("ACCESS_TOKEN")})
	ctx := context.WithValue(context.Background(), openapi.ContextOAuth2, token)
	_, _, err := openapi.NewAPIClient(configuration).OptionProductOrdersAPI.ListOptionProductOrders(ctx, 10000018).Execute()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		fmt.Println("no")
		return
	}
	fmt.Println("yes")
}
