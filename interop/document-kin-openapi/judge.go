package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

func saw(check string, value bool) {
	word := "no"
	if value {
		word = "yes"
	}
	fmt.Println(check, "=", word)
}

// judged is the error of a request, by the document.
func judged(router routers.Router, method, path, body string) error {
	request, err := http.NewRequest(method, path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	route, parameters, err := router.FindRoute(request)
	if err != nil {
		return err
	}
	return openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request:    request,
		PathParams: parameters,
		Route:      route,
		Options:    &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	})
}

func main() {
	document, err := openapi3.NewLoader().LoadFromFile(os.Args[1])
	if err == nil {
		err = document.Validate(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	saw("loads and validates", err == nil)
	document.Servers = openapi3.Servers{{URL: "http://partner.example"}}
	router, err := gorillamux.NewRouter(document)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	const customers = "http://partner.example/partners/customers/"
	const long = customers + "1234567890123456789"
	err = judged(router, "GET", long, "")
	fmt.Fprintln(os.Stderr, err)
	saw("an id of 19 digits is accepted", err == nil)
	_, isRequest := judged(router, "GET", customers+"abc", "").(*openapi3filter.RequestError)
	saw("an id of letters is refused", isRequest)
	_, isRequest = judged(router, "PUT", long+"/subscription-memos/1", `{"memo":1}`).(*openapi3filter.RequestError)
	saw("a body that breaks the document is refused", isRequest)
}
