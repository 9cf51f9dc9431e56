#!/usr/bin/env bash
# tests/guest/trace.c in the guest, with a word that lets allocations fail.
. tests/lib.sh
guest trace --append faults
