#!/bin/sh
# Shows a desktop in the browser, on port 6901. The platform starts it as the user of the session.
set -eu

: "${VNC_PW:?is the password of the session}"

export DISPLAY=:1
socket=/tmp/.X11-unix/X1

# The server reads it at every login. It lies in no home directory: it is of this session only.
secret=$(mktemp)
printf '%s\n' "$VNC_PW" | vncpasswd -f >"$secret"

# Desktop apps run in pods of their own and open their windows here, over TCP; the network policy of the platform lets in
# those of the same user only.
Xtigervnc "$DISPLAY" -rfbport 5901 -SecurityTypes VncAuth -PasswordFile "$secret" -AlwaysShared -listen tcp -ac \
  -geometry "${VNC_RESOLUTION:-1280x1024}" -depth 24 &

tries=0
until [ -e "$socket" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 150 ]; then
    printf 'vnc_startup: the X server did not start within 30 s\n' >&2
    exit 1
  fi
  sleep 0.2
done

startxfce4 &
exec websockify --web /usr/share/novnc 6901 localhost:5901
