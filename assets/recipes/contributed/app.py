"""A web application with one page; put yours here.

Users reach it below a path that the platform cuts off, so every link in a page is relative: "data", never "/data".
"""

import argparse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b'<!doctype html><title>It works</title><h1>It works</h1><p><a href="data">data</a></p>'


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.path.split("?")[0] in ("/", "/data")
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE if known else b"not found")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="0.0.0.0")
    parser.add_argument("--port", type=int, default=5000)
    options = parser.parse_args()
    ThreadingHTTPServer((options.host, options.port), Page).serve_forever()
