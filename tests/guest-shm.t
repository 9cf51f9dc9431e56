#!/usr/bin/env bash
# tests/guest/shm.c in the guest.
. tests/lib.sh
guest shm
