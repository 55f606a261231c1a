#!/bin/sh
# Keeps a container or a terminal open until it is told to stop.
set -eu

# The sleep runs in the background because a shell handles a signal only between two commands, and process 1 of a
# container has no default handler.
trap 'kill "${pause:-}" 2>/dev/null || :; wait; exit 0' TERM INT HUP

while :; do
  sleep 3600 &
  pause=$!
  wait "$pause" || :
done
