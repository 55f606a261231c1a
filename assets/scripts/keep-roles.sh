#!/bin/sh
# Keeps roles, databases and schemas of the services as the site declares them: at the start, and whenever a password changes.
#
# PGHOST (folder of the server's socket), ROLES (SQL), PASSWORDS (a folder with a folder per role, each with `password`),
# STATE (a folder: `ready` once everything was there, `alive` while this script is). Runs until it is stopped.
set -eu
: "${PGHOST:?}" "${ROLES:?}" "${PASSWORDS:?}" "${STATE:?}"

# A statement with a password in it must not reach the log of the server, not even when it fails.
export PGOPTIONS='-c log_statement=none -c log_min_error_statement=panic -c log_min_duration_statement=-1'
export PGCONNECT_TIMEOUT=10

say() { printf 'keep-roles: %s\n' "$*" >&2; }

sum() { cat "$ROLES" "$PASSWORDS"/*/password | sha256sum; }

# A file that is empty would make a role that nobody can log in to.
have_passwords() {
  for file in "$PASSWORDS"/*/password; do
    if [ ! -s "$file" ]; then
      say "$file is empty"
      return 1
    fi
  done
}

applied=''
complained=''
rm -f "$STATE/ready"
trap 'exit 0' TERM INT
while :; do
  touch "$STATE/alive"
  # Read before it is applied: what changes meanwhile is seen in the next round.
  wanted=$(sum)
  if [ "$wanted" != "$applied" ]; then
    if have_passwords && psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname postgres --file "$ROLES" \
      >"$STATE/out" 2>&1; then
      applied=$wanted
      complained=''
      touch "$STATE/ready"
      say 'roles and databases are as declared'
    elif [ "$(cat "$STATE/out" 2>/dev/null)" != "$complained" ]; then
      complained=$(cat "$STATE/out" 2>/dev/null)
      say "not yet: $complained"
    fi
  fi
  sleep "${PAUSE:-5}" &
  wait "$!"
done
