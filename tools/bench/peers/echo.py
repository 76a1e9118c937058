"""Echo with socketserver.ThreadingTCPServer: one thread per client. The peer `python` of `bench:echo`."""

import os
import socketserver
import sys
import threading


class Echo(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    rbufsize = 0

    def handle(self):
        connection = self.request
        try:
            while data := connection.recv(65536):
                connection.sendall(data)
        except ConnectionError:
            pass


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    # The default of 5 would have the kernel drop most of a burst; Node's is 511.
    request_queue_size = 511


def exit_with_parent():
    """Exits with the benchmark, which holds the other end of standard input."""
    sys.stdin.read()
    os._exit(0)


with Server(("127.0.0.1", 0), Echo) as server:
    print(f"listening {server.server_address[1]} {os.getpid()}", flush=True)
    threading.Thread(target=exit_with_parent, daemon=True).start()
    server.serve_forever()
