#!/usr/bin/env bash
# Installs by apt what the build, the tests and the demo need on a bare Debian 12.
# Safe to repeat: when nothing is missing it neither calls apt nor asks for rights.
set -euo pipefail

packages=(
  # The compiler and its company.
  build-essential cmake ninja-build ccache pkg-config git ca-certificates
  # Network and JSON.
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libboost-system1.81-dev libssl-dev
  # How memory is taken.
  libjemalloc-dev
  # What is stored and sent.
  librocksdb-dev libsqlite3-dev libsqlitecpp-dev libcapnp-dev capnproto libsodium-dev libzstd-dev
  # Forms: spreadsheets, GB18030.
  liborcus-dev libicu-dev
  # Words for people: log, command line, text. Figures for Prometheus.
  libspdlog-dev libfmt-dev libcxxopts-dev prometheus-cpp-dev
  # Fuzzing: libFuzzer, the sanitizers, and what names the lines of a stack.
  clang libclang-rt-14-dev llvm
  # Tests and demo.
  libgtest-dev libgmock-dev librapidcheck-dev libyaml-cpp-dev jq procps faketime yamllint
)

fail() {
  printf 'install-deps: %s\n' "$*" >&2
  exit 1
}

release_of() (
  # shellcheck source=/dev/null
  [ -r /etc/os-release ] && . /etc/os-release
  printf '%s %s' "${ID:-unknown}" "${VERSION_ID:-unknown}"
)

release=$(release_of)
if [ "$release" != "debian 12" ]; then
  fail "this script knows Debian 12 only, and this is '$release'. Install there what these packages hold:
  ${packages[*]}"
fi

missing=()
for package in "${packages[@]}"; do
  # shellcheck disable=SC2016  # dpkg-query expands it.
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "install-deps: all is installed"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null ||
    fail "not root, and there is no sudo. As root, run: apt-get install --no-install-recommends ${missing[*]}"
  as_root=(sudo)
fi

echo "install-deps: installing ${missing[*]}"
# `env`, since sudo drops variables that are set before it.
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
"${apt[@]}" update
"${apt[@]}" install -y --no-install-recommends "${missing[@]}"
