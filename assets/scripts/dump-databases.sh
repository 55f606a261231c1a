#!/bin/sh
# Dumps databases of PostgreSQL into files of their own, and removes old ones.
#
# PGHOST, PGPORT, PGUSER, PGPASSWORD, DATABASES (names, blank between), DUMPS (folder), KEEP_DAYS. A dump has its name only
# when it is whole. The newest of each database is kept, whatever its age. Exit code 1: a database was not dumped.
set -eu
set -f
umask 077
: "${DATABASES:?}" "${DUMPS:?}" "${KEEP_DAYS:?}"

say() { printf 'dump-databases: %s\n' "$*" >&2; }

failed=''
now=$(date -u +%Y%m%dT%H%M%SZ)
for database in $DATABASES; do
  part="$DUMPS/.$database.part"
  dump="$DUMPS/$database-$now.dump"
  # Read back at once: a disk that is full cuts a dump short, and not every such end is an error of pg_dump.
  if pg_dump --format=custom --no-password --file="$part" "$database" && pg_restore --list "$part" >/dev/null; then
    sync
    mv "$part" "$dump"
    say "$dump"
    find "$DUMPS" -name "$database-*Z.dump" -mtime "+$KEEP_DAYS" ! -path "$dump" -exec rm -f {} +
  else
    rm -f "$part"
    failed="$failed $database"
  fi
done
if [ -n "$failed" ]; then
  say "not dumped:$failed. Older dumps are kept"
  exit 1
fi
