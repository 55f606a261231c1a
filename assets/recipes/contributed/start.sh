#!/bin/sh
# The server takes the place of this shell, so it hears when the session ends.
set -eu

exec python3 /opt/app/app.py --host 0.0.0.0 --port 5000 "$@"
