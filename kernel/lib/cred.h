/*
 * cred.h - who a process is: real, effective and saved user and group ids
 * (credentials(7)). User 0 may everything.
 */
#pragma once

#include "lib/types.h"

#define CRED_GROUPS 32      /* supplementary groups */

struct cred {
    uid_t uid, euid, suid;
    gid_t gid, egid, sgid;
    int group_count;
    gid_t groups[CRED_GROUPS];
};

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
