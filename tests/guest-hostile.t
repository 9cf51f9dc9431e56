#!/usr/bin/env bash
# tests/guest/hostile.c in the guest.
. tests/lib.sh
guest hostile --memory 64M
