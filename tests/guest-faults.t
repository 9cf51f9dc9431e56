#!/usr/bin/env bash
# tests/guest/faults.c in the guest, with a word that lets allocations fail.
. tests/lib.sh
guest faults --timeout 60 --append "faults hugepages=4"
