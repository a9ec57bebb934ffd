#!/bin/sh
# Real clients from npm, PyPI and Maven against Sluice: prints the compatibility table of the README.
#
#   compat/run.sh            all clients
#   compat/run.sh NAME…      some of them, as: openai-node ai-sdk langchain-js openai-python
#                            langchain-python litellm openai-java langchain4j spring-ai
#
# Each client runs every scenario of scenarios.json against a gateway that is built from these sources, with a
# simulated provider behind it, all on loopback. What is to be installed goes to .sluice/compat, in versions that
# are pinned here. Needs what ./sluice needs, Node.js with npm, Python 3.11 or newer with venv, and Maven.
# The table also goes to target/compat.md. Exit code 1 when a client fails a scenario.
set -eu

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

here=$(cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$here")
place=$root/.sluice/compat
clients="openai-node ai-sdk langchain-js openai-python langchain-python litellm openai-java langchain4j spring-ai"
node_version=24.9.0

python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  || die "The clients from PyPI and the table need Python 3.11 or newer with venv on the PATH, as python3."

chosen=${*:-$clients}
for name in $chosen; do
  case " $clients " in
    *" $name "*) ;;
    *) say "There is no client $name; there are: $clients"; exit 2 ;;
  esac
done

# --- what is installed ------------------------------------------------------------------------------

# Runs an installation in its folder unless the last one there had the same inputs.
# $1: folder, $2: file with the inputs, $3…: the function that does it and its arguments
installed() {
  folder=$1 inputs=$2
  shift 2
  [ "$(cat "$folder/installed" 2>/dev/null)" != "$(cksum <"$inputs")" ] || return 0
  say "Installing $(basename "$folder")…"
  rm -rf "$folder"
  mkdir -p "$folder"
  (cd "$folder" && "$@") >"$folder.log" 2>&1 || { tail -n 8 "$folder.log" >&2; die "All of it is in $folder.log"; }
  cksum <"$inputs" >"$folder/installed"
}

install_node_packages() {
  cp "$here/node/package.json" "$here/node/package-lock.json" "$here/node/.npmrc" .
  npm ci --no-audit --no-fund --ignore-scripts
}

# The AI SDK needs Node 22; where the one on the PATH is older, npm has a newer one as a package.
install_node() {
  npm install --no-audit --no-fund --no-save "node@$node_version"
}

prepare_node() {
  [ -z "${node-}" ] || return 0
  version=$(node --version 2>/dev/null) || die "The clients from npm need Node.js with npm on the PATH."
  node=node
  major=${version#v}
  if [ "${major%%.*}" -lt 22 ]; then
    installed "$place/node-$node_version" "$here/run.sh" install_node
    node=$place/node-$node_version/node_modules/node/bin/node
  fi
  installed "$place/npm" "$here/node/package-lock.json" install_node_packages
  cp "$here"/node/*.mjs "$place/npm/" # Node looks for packages beside the script
}

install_python() {
  python3 -m venv .
  bin/python -m pip install --disable-pip-version-check --no-input --quiet -r "$1"
}

install_java() {
  "$maven" -q -B -ntp -f "$1" "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath" \
    "-Dmdep.outputFile=$2/classpath"
}

prepare_maven() {
  maven=$root/mvnw
  ! command -v mvn >/dev/null || maven=mvn
  export JAVA_HOME="$java_home"
}

# --- gateway and provider ---------------------------------------------------------------------------

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

# Waits until a process has said a line that matches. $1: pid, $2: its output, $3: basic regular expression
await() {
  tries=0
  until grep -qs "$3" "$2"; do
    tries=$((tries + 1))
    if [ $tries -gt 600 ] || ! kill -0 "$1" 2>/dev/null; then
      cat "$2" >&2
      die "It did not start (above: what it said)."
    fi
    sleep 0.1
  done
}

# Builds the jar, if need be, and asks the launcher for the JDK that it found.
find_java() {
  "$root/sluice" --version >/dev/null
  java_home=$(SLUICE_JAVA_OPTS=-XshowSettings:properties "$root/sluice" --version 2>&1 \
    | sed -n 's/^ *java\.home = //p')
  version=$(sed -n '/<version>/{s/.*<version>\(.*\)<\/version>.*/\1/p;q;}' "$root/pom.xml")
  jar=$root/gateway-server/target/gateway-server-$version-all.jar
}

start() {
  "$java_home/bin/java" -XX:+UseSerialGC -cp "$jar" "$here/provider/CompatProvider.java" "$here/scenarios.json" \
    >"$work/provider" 2>&1 &
  pids="$pids $!"
  await $! "$work/provider" '^controls '
  COMPAT_CONTROLS=$(sed -n 's/^controls //p' "$work/provider")
  COMPAT_PROVIDER_URL=$(sed -n 's/^provider //p' "$work/provider")
  COMPAT_KEY=sk-compatibility-$$
  export COMPAT_CONTROLS COMPAT_PROVIDER_URL COMPAT_KEY
  SLUICE_DATA=$work/data "$root/sluice" serve --config "$here/sluice.yaml" --port 0 --admin-port 0 \
    >"$work/sluice" 2>&1 &
  pids="$pids $!"
  await $! "$work/sluice" '^Sluice answers at '
  COMPAT_BASE_URL=$(sed -n 's|^Sluice answers at \(.*\), metrics at .*|\1|p' "$work/sluice")
  export COMPAT_BASE_URL
  export COMPAT_SCENARIOS="$here/scenarios.json"
}

# --- clients ----------------------------------------------------------------------------------------

node_client() {
  prepare_node
  run "$node" "$place/npm/$1"
}

# $1: the script, $2: its requirements
python_client() {
  installed "$place/$2" "$here/python/$2.txt" install_python "$here/python/$2.txt"
  run "$place/$2/bin/python" -B "$here/python/$1.py"
}

# $1: the class, $2: its project
java_client() {
  prepare_maven
  installed "$place/$2" "$here/java/$2.xml" install_java "$here/java/$2.xml" "$place/$2"
  run "$java_home/bin/java" -XX:+UseSerialGC -cp "$(cat "$place/$2/classpath")" "$here/java/$1.java"
}

# Runs a client's scenarios with nothing in the environment that could make it go elsewhere.
run() {
  say "Running $name…"
  env -i PATH="$PATH" HOME="$HOME" LANG=C.UTF-8 COMPAT_BASE_URL="$COMPAT_BASE_URL" COMPAT_KEY="$COMPAT_KEY" \
    COMPAT_CONTROLS="$COMPAT_CONTROLS" COMPAT_SCENARIOS="$COMPAT_SCENARIOS" \
    "$@" >>"$work/results" 2>"$work/errors" </dev/null || tail -n 20 "$work/errors" >&2
}

find_java
start
: >"$work/results"
for name in $chosen; do
  echo "suite $name" >>"$work/results"
  case $name in
    openai-node) node_client openai.mjs ;;
    ai-sdk) node_client ai-sdk.mjs ;;
    langchain-js) node_client langchain.mjs ;;
    openai-python) python_client openai_client openai ;;
    langchain-python) python_client langchain_client langchain ;;
    litellm) python_client litellm_client litellm ;;
    openai-java) java_client OpenAiJava openai-java ;;
    langchain4j) java_client LangChain4j langchain4j ;;
    spring-ai) java_client SpringAi spring-ai ;;
  esac
done

mkdir -p "$root/target"
python3 "$here/table.py" "$here/scenarios.json" "$work/results" >"$root/target/compat.md" || failed=1
cat "$root/target/compat.md"
exit "${failed-0}"
