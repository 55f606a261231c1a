#!/bin/sh
# Starts CARTA where the platform waits for it.
set -eu

: "${CARTA_PORT:?is the port that the platform forwards}"
: "${SKAHA_SESSION_URL_PATH:?is the path of the session}"

# Who gets here has a session of the platform: CARTA asks for no token of its own.
exec carta --no_browser --debug_no_auth --port "$CARTA_PORT" --http_url_prefix "$SKAHA_SESSION_URL_PATH" \
  --idle_timeout "${CARTA_IDLE_TIMEOUT:-100000}" --top_level_folder "${SKAHA_TOP_LEVEL_DIR:-/}" \
  "${SKAHA_PROJECTS_DIR:-/}" "$@"
