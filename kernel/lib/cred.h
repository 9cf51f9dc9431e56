/*
 * cred.h - who a process is (credentials(7)): real, effective and saved user
 * and group ids; and what it may do that not everybody may (capabilities(7)).
 * User 0 has all capabilities unless it gives some up. Simplified: files have
 * none, and there are no bounding and ambient sets.
 */
#pragma once

#include "lib/types.h"

#define CRED_GROUPS 32      /* supplementary groups */

/* The capabilities that are asked for; numbers are Linux's. */
enum capability {
    CAP_CHOWN = 0,
    CAP_DAC_OVERRIDE = 1,       /* whatever a file's mode says */
    CAP_FOWNER = 3,             /* as if it owned each file */
    CAP_KILL = 5,
    CAP_SETGID = 6,
    CAP_SETUID = 7,
    CAP_IPC_LOCK = 14,          /* locked memory and huge pages */
    CAP_IPC_OWNER = 15,         /* whatever a segment's mode says */
    CAP_SYS_RAWIO = 17,         /* page 0, where NULL pointers lead */
    CAP_SYS_ADMIN = 21,         /* among much else, IPC_SET and IPC_RMID */
    CAP_SYS_NICE = 23,
    CAP_SYS_RESOURCE = 24,      /* limits can be raised */
};
#define CAP_ALL ((1ul << 41) - 1)

struct cred {
    uid_t uid, euid, suid;
    gid_t gid, egid, sgid;
    uint64_t permitted, effective, inheritable;     /* sets of bits */
    int group_count;
    gid_t groups[CRED_GROUPS];
};

#define CRED_ROOT { .permitted = CAP_ALL, .effective = CAP_ALL }

static inline bool cred_can(const struct cred *c, enum capability which)
{
    return c->effective >> which & 1;
}

/* Is `gid` the effective or a supplementary group? */
static inline bool cred_in_group(const struct cred *c, gid_t gid)
{
    if (c->egid == gid)
        return true;
    for (int i = 0; i < c->group_count; i++)
        if (c->groups[i] == gid)
            return true;
    return false;
}

/* User ids have changed from those of `old`: capabilities follow. */
void cred_users_changed(struct cred *c, const struct cred *old);

/* A program is started. */
void cred_exec(struct cred *c);
