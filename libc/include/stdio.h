/* stdio.h - streams and formatted text (C11 7.21, POSIX). */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>

#define EOF (-1)
#define BUFSIZ 4096
#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2
#define FILENAME_MAX 4096
#define FOPEN_MAX 256
#define L_tmpnam 20
#define TMP_MAX 10000
#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

typedef struct __file FILE;
typedef long fpos_t;
extern FILE *stdin, *stdout, *stderr;
#define stdin stdin
#define stdout stdout
#define stderr stderr

#define __PRINTF(f, a) __attribute__((__format__(__printf__, f, a)))
#define __SCANF(f, a) __attribute__((__format__(__scanf__, f, a)))

FILE *fopen(const char *, const char *);
FILE *fdopen(int, const char *);
FILE *freopen(const char *, const char *, FILE *);
int fclose(FILE *);
int fflush(FILE *);
int setvbuf(FILE *, char *, int, size_t);
void setbuf(FILE *, char *);
void setlinebuf(FILE *);

int printf(const char *, ...) __PRINTF(1, 2);
int fprintf(FILE *, const char *, ...) __PRINTF(2, 3);
int dprintf(int, const char *, ...) __PRINTF(2, 3);
int sprintf(char *, const char *, ...) __PRINTF(2, 3);
int snprintf(char *, size_t, const char *, ...) __PRINTF(3, 4);
int asprintf(char **, const char *, ...) __PRINTF(2, 3);
int vprintf(const char *, va_list) __PRINTF(1, 0);
int vfprintf(FILE *, const char *, va_list) __PRINTF(2, 0);
int vdprintf(int, const char *, va_list) __PRINTF(2, 0);
int vsprintf(char *, const char *, va_list) __PRINTF(2, 0);
int vsnprintf(char *, size_t, const char *, va_list) __PRINTF(3, 0);
int vasprintf(char **, const char *, va_list) __PRINTF(2, 0);

int scanf(const char *, ...) __SCANF(1, 2);
int fscanf(FILE *, const char *, ...) __SCANF(2, 3);
int sscanf(const char *, const char *, ...) __SCANF(2, 3);
int vscanf(const char *, va_list) __SCANF(1, 0);
int vfscanf(FILE *, const char *, va_list) __SCANF(2, 0);
int vsscanf(const char *, const char *, va_list) __SCANF(2, 0);

int fgetc(FILE *);
int getc(FILE *);
int getchar(void);
int ungetc(int, FILE *);
char *fgets(char *, int, FILE *);
ssize_t getline(char **, size_t *, FILE *);
ssize_t getdelim(char **, size_t *, int, FILE *);
int fputc(int, FILE *);
int putc(int, FILE *);
int putchar(int);
int fputs(const char *, FILE *);
int puts(const char *);
size_t fread(void *, size_t, size_t, FILE *);
size_t fwrite(const void *, size_t, size_t, FILE *);

int fseek(FILE *, long, int);
int fseeko(FILE *, off_t, int);
long ftell(FILE *);
off_t ftello(FILE *);
void rewind(FILE *);
int fgetpos(FILE *, fpos_t *);
int fsetpos(FILE *, const fpos_t *);
void clearerr(FILE *);
int feof(FILE *);
int ferror(FILE *);
int fileno(FILE *);
void perror(const char *);
int remove(const char *);
int rename(const char *, const char *);
FILE *tmpfile(void);
FILE *popen(const char *, const char *);
int pclose(FILE *);
