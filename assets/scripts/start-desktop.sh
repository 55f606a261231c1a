#!/bin/sh
# Starts a desktop session: start-desktop.sh <host of the platform>
set -eu

vnc=/dockerstartup/vnc_startup.sh

fail() {
  code=$1
  shift
  printf 'start-desktop: %s\n' "$*" >&2
  exit "$code"
}

[ -n "${1:-}" ] || fail 2 'usage: start-desktop.sh <host>'
[ -n "${HOME:-}" ] || fail 2 'HOME is not set: the session has no home directory to start in'
[ -x "$vnc" ] || fail 127 "there is no $vnc: this image cannot run as a desktop session"

{ mkdir -p "$HOME" && cd "$HOME"; } || fail 1 "cannot use the home directory $HOME"

# A desktop without the software menu is still a desktop; the menu can be read again from inside.
/skaha-system/build-menu.sh "$1" ||
  printf 'start-desktop: the desktop starts without the software menu (build-menu.sh failed, see above)\n' >&2

exec "$vnc"
