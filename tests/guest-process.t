#!/usr/bin/env bash
# tests/guest/process.c in the guest.
. tests/lib.sh
guest process
