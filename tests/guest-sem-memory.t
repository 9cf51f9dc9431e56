#!/usr/bin/env bash
# tests/guest/sem_memory.c in a small machine, and nothing is lost there.
. tests/lib.sh
guest sem_memory --memory 16M
