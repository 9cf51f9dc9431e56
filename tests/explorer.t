#!/usr/bin/env bash
# The explorer's page (tools/explore/page): its logic in node, all of it in a
# browser without a window. PICTURES=DIR leaves pictures of it there, MILLION=1
# tests a trace of a million events, too.
. tests/lib.sh

command -v node >/dev/null || {
    echo '1..0 # SKIP node is missing: tools/setup --tests installs it'
    exit
}
browser=$(command -v chromium || command -v chromium-browser ||
    command -v google-chrome) &&
    tools/explore/explore --page "$work/page.html" demo </dev/null >/dev/null 2>&1
node tests/explorer/explorer.js ${browser:+"$browser" "$work/page.html"}
