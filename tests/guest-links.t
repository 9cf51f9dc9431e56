#!/usr/bin/env bash
# tests/guest/links.c in the guest.
. tests/lib.sh
guest links
