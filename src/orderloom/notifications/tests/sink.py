"""A provider on the loopback that keeps what it is sent and answers what it is told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Sink:
    """What came, and what is answered."""

    port: int = 0
    status: int = 200
    answer: bytes = b'{"errcode": 0, "code": 0, "ok": true}'
    headers: dict[str, str] = field(default_factory=dict)
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the address of the provider."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def listening() -> Iterator[Sink]:
    """Answer on a free port until the block ends."""
    sink = Sink()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sink.came.append((self.path, {name.lower(): told for name, told in self.headers.items()}, body))
            self.send_response(sink.status)
            for name, told in {"Content-Length": str(len(sink.answer)), **sink.headers}.items():
                self.send_header(name, told)
            self.end_headers()
            self.wfile.write(sink.answer)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    sink.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
