"""The barest server of one file, for machines without nginx: ``… PORT FILE``."""

import socket
import sys
from pathlib import Path
from threading import Thread


def main(port: int, file: Path) -> None:
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            connection, _ = listener.accept()
            Thread(target=_answer, args=(connection, file), daemon=True).start()


def _answer(connection: socket.socket, file: Path) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {file.stat().st_size}\r\n\r\n".encode()
    with connection, file.open("rb") as source:
        received = b""
        while data := connection.recv(65536):
            received += data
            if received.endswith(b"\r\n\r\n"):
                connection.sendall(head)
                connection.sendfile(source)
                source.seek(0)
                received = b""


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
