#!/bin/sh
# Sets up the environment of the application, then runs the command that the platform gives.
set -eu

export APP_CONFIG="$HOME/.config/@NAME@"

exec "$@"
