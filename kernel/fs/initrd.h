/*
 * initrd.h - the initial RAM disk: cpio archives in the "newc" format, one
 * after the other, later ones laid over earlier ones (Linux's
 * Documentation/driver-api/early-userspace/buffer-format.rst).
 */
#pragma once

#include "lib/types.h"

/* Unpack into the tree; NULL, or what is wrong, as a sentence for the user. */
const char *initrd_unpack(const char *archive, size_t size);
