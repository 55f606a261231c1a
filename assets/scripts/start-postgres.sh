#!/bin/sh
# Starts PostgreSQL on the folder PGDATA, and makes the cluster of databases there when there is none.
#
# POSTGRES_CONF: the configuration file. Nobody logs in as the superuser but by the socket, as the user of this script.
set -eu
: "${PGDATA:?}" "${POSTGRES_CONF:?}"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # Made beside and moved: what was interrupted is no cluster, and is made again.
  rm -rf "$PGDATA.new"
  initdb --pgdata="$PGDATA.new" --username="$(id -un)" --encoding=UTF8 --locale=C.UTF-8 \
    --auth-local=peer --auth-host=scram-sha-256 --data-checksums
  if [ -d "$PGDATA" ]; then rmdir "$PGDATA"; fi
  mv "$PGDATA.new" "$PGDATA"
fi
# A volume whose owner was changed for a group is open to that group, and PostgreSQL refuses it.
chmod 700 "$PGDATA"
exec postgres -D "$PGDATA" -c "config_file=$POSTGRES_CONF"
