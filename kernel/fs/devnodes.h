/* devnodes.h - the devices as files. */
#pragma once

#include "fs/inode.h"

/* Fill /dev. fs_lock held. */
void devnodes_create(struct inode *dev);
