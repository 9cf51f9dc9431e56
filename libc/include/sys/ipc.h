/* sys/ipc.h - System V IPC: keys, flags, permissions (svipc(7)). */
#pragma once
#include <sys/types.h>

#define IPC_CREAT 01000
#define IPC_EXCL 02000
#define IPC_NOWAIT 04000
#define IPC_RMID 0
#define IPC_SET 1
#define IPC_STAT 2
#define IPC_INFO 3
#define IPC_PRIVATE ((key_t)0)

struct ipc_perm {
    key_t __key;
    uid_t uid;
    gid_t gid;
    uid_t cuid;
    gid_t cgid;
    unsigned mode;
    unsigned short __seq, __pad;
    unsigned long __unused1, __unused2;
};

key_t ftok(const char *, int);
