#!/bin/sh
# Starts an application in a desktop: start-desktop-software.sh <user> <title>
#
# The image may bring /skaha/init.sh (runs and returns) and /skaha/startup.sh (sets up its environment, then runs the
# command that it is given). DISPLAY names the desktop session.
set -eu

init=/skaha/init.sh
startup=/skaha/startup.sh
xterm=/skaha-system/start-desktop-software-xterm.sh

say() { printf 'start-desktop-software: %s\n' "$*" >&2; }

if [ $# -ne 2 ] || [ -z "$1" ] || [ -z "$2" ]; then
  say 'usage: start-desktop-software.sh <user> <title>'
  exit 2
fi
if [ -z "${DISPLAY:-}" ]; then
  say 'DISPLAY is not set: there is no desktop to show the application on'
  exit 2
fi

say "starting $2 for $1 on $DISPLAY"

if [ -x "$init" ]; then
  "$init" || say "$init failed with exit code $?: going on without it"
elif [ -e "$init" ]; then
  say "$init is not executable: going on without it"
fi

# Many images have no xset; a bell is no reason not to start.
xset -b >/dev/null 2>&1 || :

export SKAHA_XTERM_TITLE="$2"

if [ -x "$startup" ]; then
  # One word without blanks: many an image ends in an unquoted `exec $@`, which would split anything longer.
  exec "$startup" "$xterm"
elif [ -e "$startup" ]; then
  say "$startup is not executable: starting a terminal without it"
fi
exec "$xterm"
