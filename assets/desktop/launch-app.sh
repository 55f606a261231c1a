#!/bin/sh
# Starts an image as an application of this desktop, in a terminal that tells what happens: launch-app.sh <image>
#
# From the environment of the desktop session: skaha_hostname, skaha_sessionid, DESKTOP_SESSION_APP_TOKEN,
# SKAHA_API_VERSION (v1).
set -eu

image=${1:-}
title=${image##*/}

if [ ! -t 0 ]; then
  # Started from the menu: once more, inside a terminal.
  for terminal in xfce4-terminal gnome-terminal xterm; do
    command -v "$terminal" >/dev/null 2>&1 || continue
    case $terminal in
      xfce4-terminal) exec xfce4-terminal --title="$title" -x sh "$0" "$image" ;;
      gnome-terminal) exec gnome-terminal --title="$title" -- sh "$0" "$image" ;;
      *) exec xterm -title "$title" -e sh "$0" "$image" ;;
    esac
  done
  printf 'launch-app: there is no terminal in this desktop image\n' >&2
  exit 127
fi

fail() {
  printf '\n%s\nPress Enter to close this window. ' "$*"
  read -r _ || :
  exit 1
}

[ -n "$image" ] || fail 'usage: launch-app.sh <image>'
for variable in "${skaha_hostname:-}" "${skaha_sessionid:-}" "${DESKTOP_SESSION_APP_TOKEN:-}"; do
  [ -n "$variable" ] || fail 'This is not a desktop session of the platform: its host, id or token is missing.'
done
api=https://$skaha_hostname/skaha/${SKAHA_API_VERSION:-v1}

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
trap 'exit 1' HUP INT TERM

# call PATH [curl option ...]: the answer of the platform, or what it said against it on stderr. The token goes by stdin:
# a command line can be read by others.
call() {
  url=$api/$1
  shift
  code=$(printf 'header = "x-auth-token-skaha: %s"\n' "$DESKTOP_SESSION_APP_TOKEN" |
    curl --config - --silent --show-error --connect-timeout 10 --max-time 60 \
      --output "$answer" --write-out '%{http_code}' "$@" "$url") || return 1
  case $code in
    2??) cat "$answer" ;;
    *)
      printf 'HTTP %s: %s\n' "$code" "$(head -n 3 "$answer")" >&2
      return 1
      ;;
  esac
}

# choose WHAT OPTIONS: asks until the answer is one of the options; the answer is in $chosen, empty for none.
choose() {
  while :; do
    printf '%s (%s; Enter for automatic): ' "$1" "$2"
    read -r chosen || chosen=
    [ -n "$chosen" ] || return 0
    case " $2 " in
      *" $chosen "*) return 0 ;;
      *) printf '%s is not offered.\n' "$chosen" ;;
    esac
  done
}

printf '%s\n\nSize: Enter for automatic, or c to choose cores and memory: ' "$image"
read -r size || size=
set -- --data-urlencode "image=$image"
if [ "$size" = c ]; then
  sizes=$(call context | jq -e -r '(.cores, .memoryGB) | .options | map(tostring) | join(" ")') ||
    fail 'The platform did not say which sizes it offers.'
  choose 'Cores' "$(printf '%s' "$sizes" | sed -n 1p)"
  [ -z "$chosen" ] || set -- "$@" --data-urlencode "cores=$chosen"
  choose 'Memory in GB' "$(printf '%s' "$sizes" | sed -n 2p)"
  [ -z "$chosen" ] || set -- "$@" --data-urlencode "ram=$chosen"
fi

# Never sent twice: the first one may have started the application although its answer was lost.
app=$(call "session/$skaha_sessionid/app" "$@") || fail "$title was not started: the platform refused it."
app=$(printf '%s' "$app" | tr -d '[:space:]')
[ -n "$app" ] || fail "$title was not started: the platform gave no answer."

printf 'Starting %s. Closing this window does not stop it.\n' "$title"
silent=0
last=
asked=0
while :; do
  asked=$((asked + 1))
  # The first answers may be missing: the platform knows the application only after a moment.
  if status=$(call "session/$skaha_sessionid/app/$app" 2>/dev/null | jq -r '.status // empty') && [ -n "$status" ]; then
    silent=0
  else
    silent=$((silent + 1))
    [ "$silent" -lt 15 ] || fail "The platform does not know any more about $title. Look at the list of your sessions."
  fi
  [ "$status" = "$last" ] || [ -z "$status" ] || printf '%s\n' "$status"
  last=$status
  case $status in
    Running)
      sleep 2
      exit 0
      ;;
    Failed | Completed | Terminating) fail "$title is not running: its status is $status." ;;
    *) ;;
  esac
  # It may wait in a queue for hours.
  if [ "$asked" -lt 30 ]; then sleep 2; else sleep 20; fi
done
