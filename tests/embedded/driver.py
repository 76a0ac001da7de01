"""Answers one question through the Python package: `driver.py REQUEST FILE…`, the files of the working folder."""

import sys
from pathlib import Path

from dabiao import _native

session = _native.Session()
for name in sys.argv[2:]:
    assert session.put(name, Path(name).read_bytes()) is None
status, document = session.ask(sys.argv[1])
sys.stdout.buffer.write(document)
sys.exit(status)
