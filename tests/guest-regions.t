#!/usr/bin/env bash
# tests/guest/regions.c in the guest, where time counts instructions.
. tests/lib.sh
guest regions --cpus 1 --icount
