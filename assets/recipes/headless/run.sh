#!/bin/sh
# Runs once and ends. Its exit code is that of the session, and what it prints is the log.
set -eu

: "${INPUT_FILE:?names the file to work on}"
: "${OUTPUT_DIR:?names a folder of storage: what is written elsewhere is gone when the session ends}"

exec python3 /opt/app/process.py "$INPUT_FILE" "$OUTPUT_DIR" "$@"
