#!/usr/bin/env bash
# What the hooks of pre-commit run, in the clone that pre-commit keeps: the first time it installs what is locked.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# npm writes this file last: an installation that was interrupted is made again.
[ -e "$here/node_modules/.package-lock.json" ] || npm ci --silent --no-audit --no-fund --prefix "$here" >&2

exec node "$here/bin/astroplatform.js" "$@"
