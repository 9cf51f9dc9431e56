#!/usr/bin/env bash
# tests/guest/hostile.c in the guest with little memory.
. tests/lib.sh
guest hostile --memory 16M
