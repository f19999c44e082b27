#!/bin/sh
# Makes sure that there is a Chromium for the browser journeys, with fonts for Chinese.
set -eu
if [ -x "${ORDERLOOM_CHROMIUM:-/usr/bin/chromium}" ]; then exit 0; fi
command="apt-get install -y chromium fonts-noto-cjk"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser journeys ..."
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    { $command -qq >/dev/null 2>&1 || { apt-get update -qq && $command -qq >/dev/null; }; } && exit 0
fi
echo "The browser journeys need Chromium: sudo $command" >&2
echo "(or set ORDERLOOM_CHROMIUM to one that you have)" >&2
exit 1
