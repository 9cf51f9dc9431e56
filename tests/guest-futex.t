#!/usr/bin/env bash
# tests/guest/futex.c in the guest.
. tests/lib.sh
guest futex
