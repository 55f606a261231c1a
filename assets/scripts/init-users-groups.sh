#!/bin/sh
# Second init container of a session: adds the users and groups of the platform to those of the session's image.
#
# The first container has put the image's own files at /etc-passwd/passwd-orig and /etc-group/group-orig.
# REDIS_URL (redis://user:password@host:port) is never printed, nor is what redis-cli says, which may quote parts of it.
# It does stand on the command line of redis-cli, which takes it nowhere else; nobody but us runs in this container.
set -eu
umask 022

attempts=5

say() { printf 'init-users-groups: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# members SET FILE: the members of a Redis set, one per line. Redis being away for a moment must not end a headless
# job, which is never started again; a refusal will not get better.
members() {
  pause=1
  attempt=1
  while :; do
    # Anything on stderr counts as an error: after a wrong password redis-cli goes on as another user, with exit code 0.
    if timeout 20 redis-cli -e --raw --no-auth-warning -u "$REDIS_URL" SMEMBERS "$1" >"$2" 2>"$2.error" &&
      [ ! -s "$2.error" ]; then
      rm -f "$2.error"
      return 0
    fi
    answer=$(cat "$2.error")
    rm -f "$2" "$2.error"
    case $answer in
      *AUTH*) fail 'Redis refused the user or the password of REDIS_URL' ;;
      *NOPERM*) fail "Redis does not let the user of REDIS_URL read $1" ;;
      *WRONGTYPE*) fail "$1 is not a set in this Redis" ;;
      *URI*) fail 'REDIS_URL is not of the form redis://user:password@host:port' ;;
      *) ;;
    esac
    [ "$attempt" -lt "$attempts" ] || fail "Redis did not answer with $1 in $attempts attempts"
    say "Redis did not answer with $1 (attempt $attempt of $attempts)"
    sleep "$pause"
    pause=$((pause * 2))
    attempt=$((attempt + 1))
  done
}

# extend FILE SET ENTRY: writes FILE from FILE-orig and those members of SET that match ENTRY.
# One odd record must not stop the sessions of all users, so it is left out; but when nothing fits, this is not our data.
extend() {
  [ -s "$1-orig" ] || fail "$1-orig is missing or empty: the first init container did not copy it"
  members "$2" "$1.members"
  LC_ALL=C grep -E "$3" "$1.members" >"$1.entries" || :
  found=$(grep -c . "$1.members" || :)
  kept=$(grep -c . "$1.entries" || :)
  if [ "$kept" -lt "$found" ]; then
    [ "$kept" -gt 0 ] || fail "no member of $2 is an entry for $1"
    say "left out $((found - kept)) of $found members of $2: not an entry for $1"
  fi
  # awk ends every line, also the last one of an image that forgot to.
  awk 1 "$1-orig" "$1.entries" >"$1.new"
  mv "$1.new" "$1"
  rm -f "$1.members" "$1.entries"
}

[ -n "${REDIS_URL:-}" ] || fail 'REDIS_URL is not set'

# A name begins with none of the marks that the name service takes for its own, and nobody becomes uid or gid 0.
name='[^-+#:[:space:][:cntrl:]][^:[:space:][:cntrl:]]*'
id='[1-9][0-9]*'
path='/[^:[:cntrl:]]*'
extend /etc-passwd/passwd users:posix "^$name:x:$id:$id:[^:[:cntrl:]]*:$path:$path\$"
extend /etc-group/group groups:posix "^$name:x:$id:[^:[:space:][:cntrl:]]*\$"
