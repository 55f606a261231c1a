#!/bin/sh
# Starts JupyterLab as a notebook session: start-jupyterlab.sh <session id>
#
# From the environment: JUPYTER_TOKEN (Jupyter reads it itself, so it is on no command line), JUPYTER_PORT (8888),
# skaha_sessions_hostname (the host that sessions are served on), JUPYTERLAB_ARGS (further options,
# split at blanks).
set -eu

fail() {
  code=$1
  shift
  printf 'start-jupyterlab: %s\n' "$*" >&2
  exit "$code"
}

[ -n "${1:-}" ] || fail 2 'usage: start-jupyterlab.sh <session id>'
[ -n "${HOME:-}" ] || fail 2 'HOME is not set: the session has no home directory to start in'
# Jupyter takes an empty token as "no login": the session would be open to everyone who can reach it.
[ -n "${JUPYTER_TOKEN:-}" ] || fail 2 'JUPYTER_TOKEN is not set: refusing to start a notebook without login'
command -v jupyter >/dev/null 2>&1 ||
  fail 127 'there is no jupyter on PATH: this image cannot run as a notebook session (install jupyterlab in the image)'

{ mkdir -p "$HOME" && cd "$HOME"; } || fail 1 "cannot use the home directory $HOME"

base_url=session/notebook/$1

# The port is fixed by the Service of the session: no other may be taken when it is in use.
set -- \
  --no-browser --ip=0.0.0.0 --port="${JUPYTER_PORT:-8888}" \
  --ServerApp.port_retries=0 \
  --ServerApp.base_url="$base_url" \
  --ServerApp.root_dir=/ \
  --NotebookApp.base_url="$base_url" \
  --NotebookApp.notebook_dir=/

# Without the host Jupyter keeps its own rule, the same origin, which is stricter.
if [ -n "${skaha_sessions_hostname:-}" ]; then
  origin=https://$skaha_sessions_hostname
  set -- "$@" --ServerApp.allow_origin="$origin" --NotebookApp.allow_origin="$origin"
fi

set -f
for option in ${JUPYTERLAB_ARGS:-}; do
  set -- "$@" "$option"
done

exec jupyter lab "$@"
