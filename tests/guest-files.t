#!/usr/bin/env bash
# tests/guest/files.c in the guest.
. tests/lib.sh
guest files
