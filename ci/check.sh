#!/usr/bin/env bash
# Checks in CI: what action.yml and gitlab.yml run.
#
# From the environment:
#   SUBJECTS  what to check: words and patterns as a shell reads them (recipes/**/Dockerfile); nothing in them is run
#   ARGS      further options of `astroplatform check`, split at blanks
#   FORM      form of the report on standard output: text, github ...
#   REPORT    file for a second report, its form by its ending: .sarif, .xml (JUnit), .json
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

shopt -s globstar nullglob
# shellcheck disable=SC2206 # split and matched on purpose
subjects=(${SUBJECTS:-})
if [ "${#subjects[@]}" -eq 0 ]; then
  printf 'check: there is no file that fits "%s"\n' "${SUBJECTS:-}" >&2
  exit 2
fi
set -f
# shellcheck disable=SC2206 # split on purpose
args=(${ARGS:-})

check() { node "$here/bin/astroplatform.js" check "${subjects[@]}" ${args[@]+"${args[@]}"} -o "$1"; }

if [ -n "${REPORT:-}" ]; then
  case $REPORT in
    *.sarif) form=sarif ;;
    *.xml) form=junit ;;
    *.json) form=json ;;
    *)
      printf 'check: what the report %s is, its ending does not say: .sarif, .xml or .json\n' "$REPORT" >&2
      exit 2
      ;;
  esac
  : >"$REPORT"
  # What there is to say, the run below says: findings, or why there is nothing to judge.
  check "$form" >"$REPORT" 2>/dev/null || true
fi

check "${FORM:-text}"
