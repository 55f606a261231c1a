#!/bin/sh
# The terminal of a desktop application. Takes nothing from its command line, see start-desktop-software.sh.
set -eu

if ! command -v xterm >/dev/null 2>&1; then
  printf 'start-desktop-software-xterm: there is no xterm on PATH: install it in the image\n' >&2
  exit 127
fi

# Named here because the passwd entry of a user says /sbin/nologin, which xterm would obey.
shell=$(command -v "${SHELL:-bash}" || command -v bash || command -v sh)

exec xterm -fg white -bg black -title "${SKAHA_XTERM_TITLE:-xterm}" \
  -xrm 'XTerm*bellIsUrgent: false' -xrm 'XTerm*bellIsAudible: false' -e "$shell"
