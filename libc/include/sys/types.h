/* sys/types.h - the system's own types. */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef long ssize_t, off_t, time_t, clock_t, suseconds_t, blksize_t, blkcnt_t;
typedef int pid_t, clockid_t, key_t, id_t;
typedef unsigned uid_t, gid_t, mode_t, useconds_t;
typedef unsigned long ino_t, dev_t, nlink_t;
typedef unsigned char u_char;
typedef unsigned short u_short, ushort;
typedef unsigned int u_int, uint;
typedef unsigned long u_long, ulong;
typedef long loff_t, off64_t;
