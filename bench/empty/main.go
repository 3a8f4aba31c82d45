// The empty HTTP program that the start of ours is held against.
package main

import (
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	server := &http.Server{
		Addr: os.Args[1], ReadHeaderTimeout: time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }),
	}
	log.Fatal(server.ListenAndServe())
}
