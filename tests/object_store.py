"""A small S3 service on loopback: it keeps objects in memory and answers the few calls that storing a file needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote, urlsplit


class ObjectStore(ThreadingHTTPServer):
    """Objects by "bucket/key"; `refuse` makes every call fail, as a service does whose keys were revoked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.signed: list[bool] = []
        self.refuse = False

    @property
    def address(self) -> str:
        """Give the address that S3_ENDPOINT names."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """Run a service while the block runs."""
    server = ObjectStore()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ObjectStore
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self._body()
        if self._allowed():
            self.server.objects[self._key()] = body
            self._answer(200, ETag='"0"')

    def do_GET(self) -> None:
        self._find()

    def do_HEAD(self) -> None:
        self._find()

    def do_DELETE(self) -> None:
        if self._allowed():
            self.server.objects.pop(self._key(), None)
            self._answer(204)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""

    def _find(self) -> None:
        if not self._allowed():
            return
        body = self.server.objects.get(self._key())
        if body is None:
            self._answer(404)
            return
        status, whole = 200, body
        if wanted := self.headers.get("Range", "").removeprefix("bytes="):
            first, _, last = wanted.partition("-")
            status, body = 206, whole[int(first) : int(last or len(whole)) + 1]
        self._answer(status, body, ETag='"0"', **{"Last-Modified": "Tue, 24 Nov 2026 00:00:00 GMT"})

    def _allowed(self) -> bool:
        self.server.signed.append(self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 "))
        if self.server.refuse:
            self._answer(403)
        return not self.server.refuse

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/")

    def _body(self) -> bytes:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return body
        whole = b""
        while body:
            size, _, body = body.partition(b"\r\n")
            length = int(size.partition(b";")[0], 16)
            if not length:
                break
            whole, body = whole + body[:length], body[length + 2 :]
        return whole

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
