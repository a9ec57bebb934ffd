#!/bin/sh
# How fast the ledger's database takes rows and answers reports. `./sluice bench ledger` starts it: it builds the jar
# and sets BENCH_JAVA and BENCH_JAR.
#
#   (nothing)                      10,000,000 rows of 90 days in SQLite, then every grouping; 3 GB in $TMPDIR, removed after
#   fill PLACE ROWS BATCH SPAN     writes ROWS rows in batches, spread over SPAN: P90D for a ledger to report on,
#                                  PT50S for what a busy gateway writes
#   report PLACE                   asks a ledger that was filled with P90D everything that a report asks
#
# PLACE is a folder, or the address of an empty PostgreSQL database, jdbc:postgresql://host/name?user=...&password=...
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
[ -n "${BENCH_JAR-}" ] && [ -n "${BENCH_JAVA-}" ] || exec "$root/sluice" bench ledger "$@"

bench() {
  "$BENCH_JAVA" --enable-native-access=ALL-UNNAMED -Xmx1g -cp "$BENCH_JAR" \
    "$root/bench/src/main/java/dev/sluice/bench/ledger/LedgerBench.java" "$@"
}

if [ $# -gt 0 ]; then
  bench "$@"
  exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
bench fill "$work/drain" 1000000 2000 PT50S
bench fill "$work/report" 10000000 20000 P90D
bench report "$work/report"
