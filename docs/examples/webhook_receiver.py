"""Takes Bincard's webhooks: checks who sends, drops what it knows, answers at once.

Needs Python 3.8 and nothing else:  WEBHOOK_SECRET=whsec_… python3 webhook_receiver.py [port]
"""

import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["WEBHOOK_SECRET"].encode()
OLDEST_SECONDS = 300
LARGEST_BODY = 4 * 1024 * 1024

# In a real receiver a table with a unique event id, written in the transaction of what the event causes.
known_ids = set()


def is_genuine(headers, body):
    """Whether one of the signatures is ours, and the request is not an old one sent again."""
    timestamp = headers.get("Bincard-Timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > OLDEST_SECONDS:
        return False
    signed = timestamp.encode() + b"." + body
    expected = "v1=" + hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
    given = headers.get("Bincard-Signature", "").split(",")
    return any(hmac.compare_digest(expected.encode(), one.strip().encode()) for one in given)


def handle(event):
    data = event["data"]
    if event["type"] == "bincard.stock.moved.v1":
        posting = data["posting"]
        print(f"{posting['kind']} of item {posting['part']} on {posting['day']}", flush=True)
    else:
        print(f"{event['type']} about {event['subject']}", flush=True)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            return self.answer(413)
        body = self.rfile.read(length)
        if not is_genuine(self.headers, body):
            return self.answer(401)
        event = json.loads(body)
        if event["id"] not in known_ids:
            handle(event)
            known_ids.add(event["id"])
        # Anything but 2xx, or nothing within ten seconds, brings the event again.
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8000), Receiver)
    print(f"Listening on port {server.server_port}", flush=True)
    server.serve_forever()
