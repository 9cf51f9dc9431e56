/*
 * string.h - the few functions on bytes and strings that a kernel needs;
 * meanings as in C11 7.24, strlcpy and strlcat as in BSD.
 */
#pragma once

#include "lib/types.h"

void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);

/* Copy or append into `to` of `size` bytes, always terminated; returns the
 * length it wanted, so a result >= size means that it was cut. */
size_t strlcpy(char *to, const char *from, size_t size);
size_t strlcat(char *to, const char *from, size_t size);

/* Parse an unsigned number in `base` (10 or 16; 16 skips a leading 0x).
 * `*end` is the first character not taken. */
uint64_t parse_number(const char *s, const char **end, int base);

/* A number as C writes it, decimal, octal after 0, hexadecimal after 0x, taken
 * from *s. False: there is none, or it has more than 64 bits. */
bool parse_natural(const char **s, uint64_t *n);
