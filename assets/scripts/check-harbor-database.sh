#!/bin/sh
# Lets a release of Harbor start on the database that is there, or says why not. Core changes the database when it starts, and
# ends for ever where it cannot; this looks before, and changes nothing.
#
# PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE (and PGSSLROOTCERT): the database. HARBOR_MINOR: minor number of
# the release that is to start. UPGRADE_FROM: minor number that the site says it comes from; empty for none. AUTH_MODE: how
# people are to log in (oidc_auth, db_auth). Exit code 1: it must not start, or the database does not answer.
set -eu
export PGCONNECT_TIMEOUT=10

say() { printf 'check-harbor-database: %s\n' "$*" >&2; }

refuse() {
  say "$*"
  exit 1
}

: "${PGHOST:?}" "${PGPORT:?}" "${PGDATABASE:?}" "${PGUSER:?}" "${PGPASSWORD:?}" "${PGSSLMODE:?}"
: "${HARBOR_MINOR:?}" "${AUTH_MODE:?}"

ask() { psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --command "$1"; }

there=$(ask "SELECT to_regclass('schema_migrations') IS NOT NULL")
if [ "$there" = f ]; then
  say "the database is new: Harbor 2.$HARBOR_MINOR makes it"
  exit 0
fi

# A migration has the number of the release that brought it: 180 and 181 are of 2.15 (goharbor/harbor:make/migrations).
state=$(ask 'SELECT version, dirty FROM schema_migrations LIMIT 1')
if [ -z "$state" ]; then
  say "the database is new: Harbor 2.$HARBOR_MINOR makes it"
  exit 0
fi
number=${state%|*}
minor=$((number / 10 - 3))
[ "$number" -ge 30 ] || minor=-1
if [ "$minor" -lt 0 ]; then found='Harbor 1'; else found="Harbor 2.$minor"; fi

if [ "${state#*|}" = t ]; then
  refuse "an upgrade to $found stopped half-way (migration $number). Restore the backup of the database, and start the release that it is of"
fi
if [ "$minor" -gt "$HARBOR_MINOR" ]; then
  refuse "the database is of $found, and has no way back to 2.$HARBOR_MINOR. Restore the backup, or set registry.version to 2.$minor"
fi
if [ "$minor" -lt "$HARBOR_MINOR" ]; then
  # With the usual number of releases in between; more go by a release in the middle.
  [ $((HARBOR_MINOR - minor)) -le 2 ] ||
    refuse "the database is of $found, and Harbor goes two minor numbers at a time. Set registry.version to 2.$((minor + 2)) first"
  [ -n "${UPGRADE_FROM:-}" ] ||
    refuse "the database is of $found, and there is no way back from 2.$HARBOR_MINOR. Make a backup of database and images, and say in registry.upgrade where it is"
  [ "$UPGRADE_FROM" -eq "$minor" ] ||
    refuse "the database is of $found, and registry.upgrade.from says 2.$UPGRADE_FROM. Is this the database that the backup is of?"
  say "upgrade from $found to 2.$HARBOR_MINOR"
fi

# Harbor keeps the first account for its administrator.
people=$(ask 'SELECT count(*) FROM harbor_user WHERE deleted = false AND user_id > 1')
mode=$(ask "SELECT v FROM properties WHERE k = 'auth_mode'")
if [ "$people" -gt 0 ] && [ "${mode:-db_auth}" != "$AUTH_MODE" ]; then
  refuse "$people people have accounts by ${mode:-db_auth}, and Harbor takes no other kind of login from then on. Write the registry.login that they came by"
fi
