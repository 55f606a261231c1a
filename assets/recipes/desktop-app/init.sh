#!/bin/sh
# Runs before the application and returns. What is exported here is lost; that belongs into startup.sh.
set -eu

mkdir -p "$HOME/.config/@NAME@"
