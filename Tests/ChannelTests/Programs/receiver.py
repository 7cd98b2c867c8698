"""An HTTP receiver on loopback for the tests of the channel Webhook.

usage: receiver.py SECRET

Prints its port, then one JSON line for each request that came whole: the path, whether the signature is right
(computed here, with Python's own hmac), the headers' time, the body, and the connection's number. What it
answers is in the path, whose further parts only tell requests apart:
  /ok            200
  /fail/N        500 to the first N, then 200
  /status/N      N
  /redirect      302 to /ok
  /pause/N       503 with Retry-After: N to the first, then 200
  /slow/MS       200 after MS milliseconds
  /drop/N        closes the connection of the first N without an answer, then 200
  /hang          never answers
Ends when its standard input does.
"""
import hashlib
import hmac
import http.server
import json
import sys
import threading

secret = sys.argv[1].encode()
over = threading.Event()
lock = threading.Lock()
seen = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes

    def log_message(self, *arguments):
        pass

    def answer(self, status, **headers):
        body = b"" if status == 204 else b"as you like\n"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def note(self, body):
        stamp = self.headers.get("Tenon-Timestamp", "")
        wanted = "v1=" + hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        signed = hmac.compare_digest(wanted, self.headers.get("Tenon-Signature", ""))
        with lock:
            count = seen[self.path] = seen.get(self.path, 0) + 1
            line = {
                "path": self.path, "signed": signed, "stamp": stamp, "port": self.client_address[1],
                "type": self.headers.get("Content-Type", ""), "message": json.loads(body),
            }
            print(json.dumps(line), flush=True)
        return count

    def do_POST(self):
        count = self.note(self.rfile.read(int(self.headers["Content-Length"])))
        what, number = (self.path.strip("/").split("/") + [""])[:2]
        number = int(number) if number.isdigit() else 0
        if what == "hang":
            over.wait()
            self.close_connection = True
        elif what == "drop" and count <= number:
            self.close_connection = True
        elif what == "redirect":
            self.answer(302, Location="/ok")
        elif what == "status":
            self.answer(number)
        elif what == "fail" and count <= number:
            self.answer(500)
        elif what == "pause" and count == 1:
            self.answer(503, Retry_After=str(number))
        else:
            if what == "slow":
                over.wait(number / 1000)
            self.answer(200)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that gave up


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
over.set()
