#!/usr/bin/env bash
# tests/guest/frames.c in the guest.
. tests/lib.sh
guest frames
