"""Starts ministack with the differences from AWS closed that the tests meet.

Usage: python tests/stack/emulator   (the same environment variables as the `ministack` command, and
GRANTS_USED=file: every use of a permission is noted there, a JSON line each, once)

Each module patches one part of ministack when it is imported, and says what AWS does there.
"""

import socketserver

import formation  # noqa: F401
import http_api  # noqa: F401
import permissions  # noqa: F401
import sockets  # noqa: F401
from ministack import app
from ministack.core import lambda_runtime

# A warm invocation waits neither for Nagle's algorithm nor for a log line: 96 ms become 5.
socketserver.StreamRequestHandler.disable_nagle_algorithm = True
lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (0.003, 0.002, 0.25)

if __name__ == "__main__":
    app.main()
