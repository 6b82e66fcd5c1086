"""Starts ministack, patched where the tests meet a difference from AWS.

Usage: python tests/stack/emulator   (the same environment variables as the `ministack` command, and
GRANTS_USED=file: every use of a permission is noted there, a JSON line each, once)

Each module patches one part of ministack when it is imported, and describes the behaviour of AWS.
"""

import formation  # noqa: F401
import functions  # noqa: F401
import http_api  # noqa: F401
import permissions  # noqa: F401
import sockets  # noqa: F401
import table  # noqa: F401
from ministack import app

if __name__ == "__main__":
    app.main()
