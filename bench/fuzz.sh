#!/bin/sh
# Fuzzes one target, or all of them, for long: by default ten minutes each.
#
#   bench/fuzz.sh [target] [seconds]
#
# Targets: scanner, splice, usage, sse, fold, edge, http2, coding, options, config; `all` for every one.
# What was learned stays in fuzz/target/fuzz/<target> and is where the next run begins; `mvn clean` forgets it.
# An input that fails is in fuzz/target/fuzz/findings, the log beside it in fuzz/target/fuzz/<target>.log.
set -eu

cd "$(dirname "$0")/.."
target=${1:-all}
seconds=${2:-600}
case $target in
  all) target= ;;
  scanner | splice | usage | sse | fold | edge | http2 | coding | options | config) ;;
  *) echo "No target '$target'; there are scanner, splice, usage, sse, fold, edge, http2, coding, options, config and all." >&2; exit 2 ;;
esac
case $seconds in
  '' | *[!0-9]*) echo "'$seconds' is no number of seconds." >&2; exit 2 ;;
esac

maven=$(command -v mvn || echo ./mvnw)
exec "$maven" -q -ntp -pl fuzz -am test -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Djacoco.skip=true -Dfuzz.target="$target" -Dfuzz.seconds="$seconds"
