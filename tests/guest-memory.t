#!/usr/bin/env bash
# tests/guest/memory.c in the guest.
. tests/lib.sh
guest memory
