/*
 * types.h - the words that the whole kernel speaks: kinds of addresses,
 * compile-time checks and a few macros. Everything may include it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t paddr_t;   /* a physical address, in bytes */
typedef uint64_t vaddr_t;   /* a virtual address, in bytes */
typedef uint64_t pte_t;     /* one entry of a page table of any level */
typedef int32_t pid_t;
typedef uint32_t uid_t, gid_t, mode_t;
typedef int64_t ssize_t, off_t;

#define KIB 1024ul
#define MIB (1024ul * KIB)
#define GIB (1024ul * MIB)

#define PAGE_SHIFT 12
#define PAGE_SIZE (1ul << PAGE_SHIFT)
#define PAGE_MASK (PAGE_SIZE - 1)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Round to a multiple of `to`, which is a power of two. */
#define ROUND_DOWN(x, to) ((x) & ~((__typeof__(x))(to) - 1))
#define ROUND_UP(x, to) ROUND_DOWN((x) + (to) - 1, to)
#define PAGES(bytes) (((bytes) + PAGE_MASK) >> PAGE_SHIFT)

#define container_of(ptr, type, member) \
    ((type *)((char *)(ptr) - offsetof(type, member)))

#define static_assert _Static_assert
#define PACKED __attribute__((packed))
#define NORETURN __attribute__((noreturn))
#define NOINLINE __attribute__((noinline))  /* a debugger finds it by name */
#define MUST_CHECK __attribute__((warn_unused_result))
