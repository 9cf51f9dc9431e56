#!/usr/bin/env bash
# tests/guest/huge.c in the guest, which has huge pages set aside.
. tests/lib.sh
guest huge --append hugepages=4
