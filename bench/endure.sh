#!/bin/sh
# What Sluice takes without harm, in one run of about five minutes: slow readers, idle connections, floods of
# events, hostile clients, a stop in the middle of streams; on loopback, against a simulated provider.
# `./sluice bench endure` starts it: it builds the jar and sets BENCH_JAVA and BENCH_JAR.
#
#   TRIAL...   only these: start events leaving storing bodies loris readers idle drain drain2
#
# Prints a table; exit 1 when something in it does not hold.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
[ -n "${BENCH_JAR-}" ] && [ -n "${BENCH_JAVA-}" ] || exec "$root/sluice" bench endure "$@"
[ -r /proc/self/stat ] || { echo "./sluice bench endure needs Linux: it reads memory and CPU times from /proc." >&2; exit 1; }
ulimit -n "$(ulimit -H -n)" 2>/dev/null || true
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge 12000 ] || {
  echo "./sluice bench endure opens 10,000 connections, and this shell allows $(ulimit -n) files: raise ulimit -n" >&2
  exit 1
}

work=$(mktemp -d)
pid=
finish() {
  trap - EXIT INT TERM
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$BENCH_JAVA" -Xmx1g -XX:+UseSerialGC -cp "$BENCH_JAR" \
  "$root/bench/src/main/java/dev/sluice/bench/endure/Endure.java" "$root" "$work" "$@" &
pid=$!
code=0
wait "$pid" || code=$?
pid=
exit $code
