/* cred.c - how capabilities follow user ids (capabilities(7)). */
#include "lib/cred.h"

static bool has_root(const struct cred *c)
{
    return c->uid == 0 || c->euid == 0 || c->suid == 0;
}

void cred_users_changed(struct cred *c, const struct cred *old)
{
    if (has_root(old) && !has_root(c))
        c->permitted = c->effective = 0;
    if (old->euid == 0 && c->euid != 0)
        c->effective = 0;
    if (old->euid != 0 && c->euid == 0)
        c->effective = c->permitted;
}

/* Root's programs have everything, even if those before gave it up. */
void cred_exec(struct cred *c)
{
    bool root = c->uid == 0 || c->euid == 0;

    c->suid = c->euid;
    c->sgid = c->egid;
    c->permitted = root ? CAP_ALL : 0;
    c->effective = c->euid == 0 ? c->permitted : 0;
}
