#!/usr/bin/env bash
# tests/guest/trace.c in the guest.
. tests/lib.sh
guest trace
