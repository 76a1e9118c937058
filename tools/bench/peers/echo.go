// A minimal echo server in Go: one goroutine per connection. The peer `go` of `bench:echo`.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("listening %d %d\n", listener.Addr().(*net.TCPAddr).Port, os.Getpid())
	go exitWithParent()
	for {
		connection, err := listener.Accept()
		if err != nil {
			continue
		}
		go echo(connection.(*net.TCPConn))
	}
}

func echo(connection *net.TCPConn) {
	defer connection.Close()
	connection.SetNoDelay(true)
	buffer := make([]byte, 65536)
	for {
		count, err := connection.Read(buffer)
		if count > 0 {
			if _, err := connection.Write(buffer[:count]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// Exits with the benchmark, which holds the other end of standard input.
func exitWithParent() {
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}
