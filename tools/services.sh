#!/usr/bin/env bash
# Installs the servers that tests run against, where that is possible without
# asking: PostgreSQL, Dovecot and Chromium from Debian's packages, as root. What
# is missing afterwards is named; its tests are skipped.
set -euo pipefail

missing() {
  local m=()
  command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || [ -n "${XUNPAN_TEST_POSTGRES:-}" ] || m+=(postgresql)
  command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ] || m+=(dovecot-imapd)
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || m+=(chromium)
  command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh 2>/dev/null | head -1)" ] || m+=(fonts-noto-cjk)
  echo "${m[*]:-}"
}

want=$(missing)
if [ -n "$want" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing for the tests: $want"
  export DEBIAN_FRONTEND=noninteractive
  # Nothing is to be started: each test starts a server of its own.
  apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends $want >/dev/null || echo "note: the packages could not be installed" >&2
  want=$(missing)
fi
[ -z "$want" ] || echo "note: without $want the tests that need them are skipped" >&2
