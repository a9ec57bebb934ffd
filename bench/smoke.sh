#!/bin/sh
# What a request costs in Sluice beside nginx `proxy_pass`, in one run of two to three minutes.
# `./sluice bench` starts it: it builds the jar and sets BENCH_JAVA and BENCH_JAR.
#
#   --out FILE    writes the table there too
#   --streamed    measures a streamed answer as well
#   endure, h2spec, ledger   as the first word: runs that script of this folder instead, see there
#
# nginx (one worker), Sluice and a simulated provider run on loopback, wrk loads them in turn over 32
# connections. CPU per request is what /proc says the process used (all threads, compiler and collector
# included) by the number of answers; of the rounds the cheapest counts. "JIT" is the compiler's part: it
# nears 0 the longer a process runs, and a machine that is busy with other things puts it off.
set -eu

connections=32
warm_up=4  # seconds, again and again until the compiler rests,
warm_ups=6 # but not more often
measured=8
rounds=2

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

root=$(cd "$(dirname "$0")/.." && pwd -P)
case ${1-} in
  endure | h2spec | ledger)
    script=$1
    shift
    exec "$root/bench/$script.sh" "$@"
    ;;
esac
out=
cases="nginx explicit auto hit"
while [ $# -gt 0 ]; do
  case $1 in
    --out) [ $# -gt 1 ] || { say "--out needs a file"; exit 2; }; out=$2; shift ;;
    --streamed) cases="$cases streamed" ;;
    *) say "usage: ./sluice bench [endure | h2spec | ledger] [--streamed] [--out FILE]"; exit 2 ;;
  esac
  shift
done
: "${BENCH_JAVA:?Start this with ./sluice bench.}" "${BENCH_JAR:?Start this with ./sluice bench.}"
[ -r /proc/self/stat ] || die "./sluice bench needs Linux: it reads CPU times from /proc."
for tool in nginx wrk curl; do
  PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null \
    || die "./sluice bench needs nginx, wrk and curl, and $tool is missing: apt-get install nginx wrk curl"
done
PATH=$PATH:/usr/sbin

work=$(mktemp -d)
pids=
finish() {
  trap - EXIT INT TERM
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  for pid in $pids; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Waits a little for a process that starts. $1: pid, $2: its output
pause() {
  tries=$((tries + 1))
  if [ $tries -gt 300 ] || ! kill -0 "$1" 2>/dev/null; then
    cat "$2" >&2 || true
    die "It did not start (above: what it said)."
  fi
  sleep 0.1
}

# Waits until the process has said a line that matches. $1: pid, $2: its output, $3: basic regular expression
await() {
  tries=0
  until grep -qs "$3" "$2"; do
    pause "$1" "$2"
  done
}

# --- the three processes ----------------------------------------------------------------------------

start_provider() {
  "$BENCH_JAVA" -XX:+UseSerialGC -cp "$BENCH_JAR" "$root/bench/src/main/java/dev/sluice/bench/BenchProvider.java" \
    >"$work/provider" 2>&1 &
  pids="$pids $!"
  await $! "$work/provider" '^[0-9][0-9]*$'
  provider=http://127.0.0.1:$(grep '^[0-9][0-9]*$' "$work/provider")
}

# One process without a master: its CPU time is all there is.
start_nginx() {
  nginx_port=$((20000 + $$ % 10000))
  cat >"$work/nginx.conf" <<END
daemon off;
master_process off;
worker_processes 1;
pid $work/nginx.pid;
error_log stderr warn;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  upstream provider {
    server ${provider#http://};
    keepalive 64;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:$nginx_port;
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
END
  nginx -p "$work" -e stderr -c "$work/nginx.conf" >"$work/nginx" 2>&1 &
  nginx=$!
  pids="$pids $nginx"
  tries=0
  until [ -s "$work/nginx.pid" ] && curl -s -o /dev/null "http://127.0.0.1:$nginx_port/v1/models"; do
    pause "$nginx" "$work/nginx"
  done
}

start_sluice() {
  GLOBAL_API_KEY=bench GLOBAL_API_BASE_URL=$provider/v1 SLUICE_ACCESS_LOG=off SLUICE_DATA=$work/data \
    SLUICE_JAVA_OPTS="-XX:-UseDynamicNumberOfCompilerThreads ${SLUICE_JAVA_OPTS-}" \
    "$root/sluice" serve --config "$root/config/sluice.yaml" --port 0 --admin-port 0 >"$work/sluice" 2>&1 &
  sluice=$!
  pids="$pids $sluice"
  await $sluice "$work/sluice" '^Sluice answers at '
  gateway=$(sed -n 's|^Sluice answers at \(.*\)/v1, metrics at .*|\1|p' "$work/sluice")
  metrics=$(sed -n 's|^Sluice answers at .*, metrics at ||p' "$work/sluice")/metrics
}

# --- load -------------------------------------------------------------------------------------------

# Sets what a case is made of.
describe() {
  pid=$sluice url=$gateway model=deepseek-v4-flash bodies=fresh delivery=whole
  case $1 in
    nginx) label="nginx proxy_pass" pid=$nginx url=http://127.0.0.1:$nginx_port ;;
    explicit) label="explicit model" ;;
    auto) label="auto" model=auto ;;
    hit) label="exact hit" bodies=same ;;
    streamed) label="explicit, streamed" delivery=streamed ;;
  esac
}

# Loads the case described. $1: seconds, $2: what tells its bodies from those of other loads
load() {
  seed=$2
  [ $bodies = fresh ] || seed=same
  wrk -t 1 -c $connections -d "${1}s" --timeout 5s -s "$root/bench/chat.lua" "$url" \
    -- "$model" "$seed" "$bodies" "$delivery" >"$work/wrk" 2>&1 || { cat "$work/wrk" >&2; die "wrk failed."; }
  grep -q '^result' "$work/wrk" || { cat "$work/wrk" >&2; die "wrk said nothing."; }
}

# CPU time of a process with all its threads, in clock ticks.
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{print $12 + $13}'; }

# The JIT compiler's part of it. Its threads live as long as the process, see start_sluice.
jit_ticks() {
  cat "/proc/$1"/task/*/stat 2>/dev/null | awk '/\(C[12] Compiler/ {sub(/.*\) /, ""); sum += $12 + $13} END {print sum + 0}'
}

# Loads the case described until the compiler takes less than a twentieth.
warm() {
  tries=0
  compiled=1 spent=1
  while [ $tries -lt $warm_ups ] && [ $((compiled * 20)) -gt "$spent" ]; do
    tries=$((tries + 1))
    compiled=$(jit_ticks "$pid") spent=$(ticks "$pid")
    load $warm_up "warm$tries"
    compiled=$(($(jit_ticks "$pid") - compiled)) spent=$(($(ticks "$pid") - spent))
  done
}

# Sums of the exact cache's hits and the provider's calls so far: "HITS CALLS".
counted() {
  curl -s "$metrics" | awk '
    /^sluice_cache_requests_total\{/ && /result="hit"/ {hits += $NF}
    /^sluice_upstream_attempts_total\{/ {calls += $NF}
    END {printf "%d %d", hits, calls}'
}

# Measures one case. $1: its name, $2: round. Appends: name, µs, requests/s, p50, p99, errors, hits,
# calls, requests, µs of the compiler
measure() {
  describe "$1"
  seen=$(counted)
  compiled=$(jit_ticks "$pid") spent=$(ticks "$pid")
  load $measured "round$2"
  compiled=$(($(jit_ticks "$pid") - compiled)) spent=$(($(ticks "$pid") - spent))
  echo "$1 $spent $(getconf CLK_TCK) $(grep '^result' "$work/wrk") $seen $(counted) $compiled" | awk '
    {n = $5; s = $6 / 1e6
     print $1, $2 / $3 * 1e6 / n, n / s, $7, $8, $9, $12 - $10, $13 - $11, n, $14 / $3 * 1e6 / n}' >>"$work/results"
}

say "Starting a provider, nginx and Sluice…"
start_provider
start_nginx
start_sluice
for name in $cases; do
  describe "$name"
  say "Warming up: $label"
  warm
done
round=1
while [ $round -le $rounds ]; do
  say "Round $round of $rounds…"
  for name in $cases; do measure "$name" $round; done
  round=$((round + 1))
done

# --- the table --------------------------------------------------------------------------------------

flags=$(tr '\0' '\n' <"/proc/$sluice/cmdline" | grep '^-XX' | tr '\n' ' ')
{
  date -u '+%Y-%m-%d %H:%M UTC, ./sluice bench'
  echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores," \
    "load $(cut -d ' ' -f 1 /proc/loadavg); $(nginx -v 2>&1 | sed 's/.*: //');" \
    "Java $("$BENCH_JAVA" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p') $flags"
  echo "wrk, 1 thread, $connections connections, $rounds x $measured s" \
    "after at most $((warm_ups * warm_up)) s of warm-up; the cheapest round counts"
  echo
  for name in $cases; do
    describe "$name"
    grep "^$name " "$work/results" | sort -n -k 2 | awk -v label="$label" '
      NR == 1 {row = $0} {errors += $6} END {split(row, r, " "); print label "|" r[2] "|" r[10] "|" r[3] "|" r[4] "|" r[5] "|" errors}'
  done | awk -F '|' '
    function ms(us) {return sprintf("%.2f ms", us / 1000)}
    BEGIN {printf "%-20s %14s %9s %8s %12s %10s %10s %7s\n", "case", "CPU us/request", "of it JIT", "x nginx", "requests/s", "p50", "p99", "errors"}
    NR == 1 {base = $2}
    {printf "%-20s %14.1f %9.1f %8.2f %12d %10s %10s %7d\n", $1, $2, $3, $2 / base, $4, ms($5), ms($6), $7}'
} >"$work/table"
cat "$work/table"
[ -z "$out" ] || cp "$work/table" "$out"

# A case that did not do what it says would make its row worthless.
awk '
  $6 > 0 {print $1 ": " $6 " errors"; bad = 1}
  $1 == "nginx" {next}
  $1 == "hit" ? $7 < 0.99 * $9 : $7 > 0 {print $1 ": " $7 " cache hits in " $9 " requests"; bad = 1}
  $1 == "hit" ? $8 > 0 : $8 < 0.99 * $9 || $8 > 1.01 * $9 + 64 {print $1 ": " $8 " provider calls in " $9 " requests"; bad = 1}
  END {exit bad}' "$work/results" >&2 || die "These rows do not measure what they name."
