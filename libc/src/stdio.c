/*
 * stdio.c - streams. A FILE holds one buffer, used either for reading (what
 * stands between `at` and `end` is still to be read) or for writing (what
 * stands before `at` is still to be written).
 */
#include <stdio.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "format.h"

enum { READING = 1, WRITING = 2 };

struct __file {
    int fd, can, doing;             /* READING, WRITING */
    int mode;                       /* _IOFBF, _IOLBF, _IONBF; -1: unsettled */
    int eof, error;
    pid_t child;                    /* of popen */
    int back[8], back_count;        /* from ungetc */
    char *buffer, *at, *end;
    size_t size;
    int own_buffer;
    FILE *next;                     /* in the list of all */
};

static char in_buffer[BUFSIZ], out_buffer[BUFSIZ];
static FILE files[3] = {
    { .fd = 0, .can = READING, .mode = -1, .buffer = in_buffer,
      .at = in_buffer, .end = in_buffer, .size = BUFSIZ, .next = &files[1] },
    { .fd = 1, .can = WRITING, .mode = -1, .buffer = out_buffer,
      .at = out_buffer, .end = out_buffer, .size = BUFSIZ, .next = &files[2] },
    { .fd = 2, .can = WRITING, .mode = _IONBF },
};
FILE *stdin = &files[0], *stdout = &files[1], *stderr = &files[2];
static FILE *all = &files[0];

/* --- opening and closing -------------------------------------------------- */

static int flags_of(const char *mode)
{
    int flags = strchr(mode, '+') ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;

    if (*mode == 'w')
        flags |= O_CREAT | O_TRUNC;
    else if (*mode == 'a')
        flags |= O_CREAT | O_APPEND;
    if (strchr(mode, 'x'))
        flags |= O_EXCL;
    return flags | (strchr(mode, 'e') ? O_CLOEXEC : 0);
}

static void attach(FILE *f, int fd, int flags)
{
    f->fd = fd;
    f->can = (flags & O_ACCMODE) == O_RDONLY ? READING :
             (flags & O_ACCMODE) == O_WRONLY ? WRITING : READING | WRITING;
    f->mode = -1;
    f->doing = f->eof = f->error = f->back_count = 0;
    f->at = f->end = f->buffer;
}

FILE *fdopen(int fd, const char *mode)
{
    FILE *f = calloc(1, sizeof(*f));
    char *buffer = malloc(BUFSIZ);

    if (!f || !buffer) {
        free(f);
        free(buffer);
        return NULL;
    }
    f->buffer = buffer;
    f->size = BUFSIZ;
    f->own_buffer = 1;
    attach(f, fd, flags_of(mode));
    f->next = all;
    all = f;
    return f;
}

FILE *fopen(const char *path, const char *mode)
{
    if (!strchr("rwa", *mode) || !*mode) {
        errno = EINVAL;
        return NULL;
    }
    int fd = open(path, flags_of(mode), 0666);
    FILE *f = fd < 0 ? NULL : fdopen(fd, mode);
    if (fd >= 0 && !f)
        close(fd);
    return f;
}

FILE *freopen(const char *path, const char *mode, FILE *f)
{
    fflush(f);
    int flags = flags_of(mode), fd = open(path, flags, 0666);
    if (fd < 0)
        return NULL;
    if (fd != f->fd) {
        dup2(fd, f->fd);
        close(fd);
    }
    attach(f, f->fd, flags);
    return f;
}

static void forget(FILE *f)
{
    FILE **at = &all;

    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
}

int fclose(FILE *f)
{
    int result = fflush(f);

    if (close(f->fd) < 0)
        result = EOF;
    forget(f);
    if (f->own_buffer)
        free(f->buffer);
    if (f < files || f >= files + 3)
        free(f);
    return result;
}

FILE *tmpfile(void)
{
    char name[] = "/tmp/tmpfileXXXXXX";
    int fd = mkstemp(name);

    if (fd < 0)
        return NULL;
    unlink(name);
    return fdopen(fd, "w+");
}

FILE *popen(const char *command, const char *mode)
{
    int fds[2], reads = *mode == 'r';

    if (pipe(fds) < 0)
        return NULL;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(fds[reads], reads);
        close(fds[0]);
        close(fds[1]);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    close(fds[reads]);
    FILE *f = child < 0 ? NULL : fdopen(fds[!reads], mode);
    if (f)
        f->child = child;
    else
        close(fds[!reads]);
    return f;
}

int pclose(FILE *f)
{
    pid_t child = f->child;
    int status;

    fclose(f);
    return waitpid(child, &status, 0) < 0 ? -1 : status;
}

/* --- buffers -------------------------------------------------------------- */

int setvbuf(FILE *f, char *buffer, int mode, size_t size)
{
    f->mode = mode;
    if (buffer && size > 0 && mode != _IONBF) {
        if (f->own_buffer)
            free(f->buffer);
        f->own_buffer = 0;
        f->buffer = f->at = f->end = buffer;
        f->size = size;
    }
    return 0;
}

void setbuf(FILE *f, char *buffer)
{
    setvbuf(f, buffer, buffer ? _IOFBF : _IONBF, BUFSIZ);
}

void setlinebuf(FILE *f)
{
    setvbuf(f, NULL, _IOLBF, 0);
}

/* A terminal wants lines, anything else full buffers. */
static int mode_of(FILE *f)
{
    if (f->mode < 0)
        f->mode = isatty(f->fd) ? _IOLBF : _IOFBF;
    return f->mode;
}

static int write_all(FILE *f, const char *text, size_t n)
{
    while (n > 0) {
        ssize_t done = write(f->fd, text, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            f->error = 1;
            return EOF;
        }
        text += done;
        n -= done;
    }
    return 0;
}

static int flush_one(FILE *f)
{
    int result = 0;

    if (f->doing == WRITING) {
        result = write_all(f, f->buffer, f->at - f->buffer);
    } else if (f->doing == READING && f->end > f->at) {
        lseek(f->fd, f->at - f->end, SEEK_CUR);     /* give back what is unread */
    }
    f->at = f->end = f->buffer;
    f->doing = 0;
    return result;
}

int fflush(FILE *f)
{
    int result = 0;

    if (f)
        return flush_one(f);
    for (f = all; f; f = f->next)
        if (f->doing == WRITING && flush_one(f) < 0)
            result = EOF;
    return result;
}

/* --- reading -------------------------------------------------------------- */

/* Fill the buffer; what is to be read, or EOF. */
static int fill(FILE *f)
{
    ssize_t n;

    if (!(f->can & READING)) {
        errno = EBADF;
        f->error = 1;
        return EOF;
    }
    if (f->doing == WRITING)
        flush_one(f);
    if (f == stdin && stdout->doing == WRITING && mode_of(stdout) == _IOLBF)
        flush_one(stdout);              /* a prompt must be seen */
    f->doing = READING;
    do
        n = read(f->fd, f->buffer, mode_of(f) == _IONBF ? 1 : f->size);
    while (n < 0 && errno == EINTR);
    if (n <= 0) {
        *(n < 0 ? &f->error : &f->eof) = 1;
        return EOF;
    }
    f->at = f->buffer;
    f->end = f->buffer + n;
    return n;
}

int fgetc(FILE *f)
{
    if (f->back_count > 0)
        return f->back[--f->back_count];
    if (f->doing != READING || f->at == f->end)
        if (fill(f) == EOF)
            return EOF;
    return (unsigned char)*f->at++;
}

int getc(FILE *f)
{
    return fgetc(f);
}

int getchar(void)
{
    return fgetc(stdin);
}

int ungetc(int c, FILE *f)
{
    if (c == EOF || f->back_count == 8)
        return EOF;
    f->back[f->back_count++] = (unsigned char)c;
    f->eof = 0;
    return c;
}

char *fgets(char *text, int size, FILE *f)
{
    int n = 0, c = 0;

    while (n < size - 1 && c != '\n' && (c = fgetc(f)) != EOF)
        text[n++] = c;
    text[n] = '\0';
    return n > 0 ? text : NULL;
}

ssize_t getdelim(char **line, size_t *size, int delimiter, FILE *f)
{
    size_t n = 0;
    int c = 0;

    while (c != delimiter && (c = fgetc(f)) != EOF) {
        if (!*line || n + 2 > *size) {
            size_t bigger = *line && *size ? *size * 2 : 120;
            char *grown = realloc(*line, bigger);
            if (!grown)
                return -1;
            *line = grown;
            *size = bigger;
        }
        (*line)[n++] = c;
    }
    if (n == 0)
        return -1;
    (*line)[n] = '\0';
    return n;
}

ssize_t getline(char **line, size_t *size, FILE *f)
{
    return getdelim(line, size, '\n', f);
}

size_t fread(void *to, size_t size, size_t count, FILE *f)
{
    size_t want = size * count, n = 0;
    char *out = to;

    while (n < want) {
        size_t ready = f->doing == READING ? f->end - f->at : 0;
        if (f->back_count > 0 || ready == 0) {
            int c = fgetc(f);
            if (c == EOF)
                break;
            out[n++] = c;
            continue;
        }
        size_t piece = ready < want - n ? ready : want - n;
        memcpy(out + n, f->at, piece);
        f->at += piece;
        n += piece;
    }
    return size ? n / size : 0;
}

/* --- writing -------------------------------------------------------------- */

static int begin_writing(FILE *f)
{
    if (!(f->can & WRITING)) {
        errno = EBADF;
        f->error = 1;
        return EOF;
    }
    if (f->doing != WRITING) {
        flush_one(f);
        f->doing = WRITING;
    }
    return 0;
}

/* Text for the buffer; a line that is complete goes out at once where lines
 * are wanted. */
static int put_text(FILE *f, const char *text, size_t n)
{
    if (begin_writing(f) < 0)
        return EOF;
    if (mode_of(f) == _IONBF || f->size == 0)
        return write_all(f, text, n);
    while (n > 0) {
        size_t room = f->buffer + f->size - f->at;
        size_t piece = n < room ? n : room;
        memcpy(f->at, text, piece);
        f->at += piece;
        int lines = f->mode == _IOLBF && memchr(text, '\n', piece);
        if ((piece == room || lines) && flush_one(f) < 0)
            return EOF;
        f->doing = WRITING;
        text += piece;
        n -= piece;
    }
    return 0;
}

int fputc(int c, FILE *f)
{
    char text = c;

    return put_text(f, &text, 1) < 0 ? EOF : (unsigned char)c;
}

int putc(int c, FILE *f)
{
    return fputc(c, f);
}

int putchar(int c)
{
    return fputc(c, stdout);
}

int fputs(const char *text, FILE *f)
{
    return put_text(f, text, strlen(text));
}

int puts(const char *text)
{
    return fputs(text, stdout) < 0 ? EOF : fputc('\n', stdout);
}

size_t fwrite(const void *from, size_t size, size_t count, FILE *f)
{
    return size && put_text(f, from, size * count) < 0 ? 0 : count;
}

/* --- position and state --------------------------------------------------- */

int fseeko(FILE *f, off_t to, int whence)
{
    if (whence == SEEK_CUR)
        to -= f->back_count;
    f->back_count = 0;
    if (flush_one(f) < 0 || lseek(f->fd, to, whence) < 0)
        return -1;
    f->eof = 0;
    return 0;
}

int fseek(FILE *f, long to, int whence)
{
    return fseeko(f, to, whence);
}

off_t ftello(FILE *f)
{
    off_t at = lseek(f->fd, 0, SEEK_CUR);

    if (at < 0)
        return -1;
    if (f->doing == READING)
        return at - (f->end - f->at) - f->back_count;
    return f->doing == WRITING ? at + (f->at - f->buffer) : at;
}

long ftell(FILE *f)
{
    return ftello(f);
}

void rewind(FILE *f)
{
    fseek(f, 0, SEEK_SET);
    f->error = 0;
}

int fgetpos(FILE *f, fpos_t *at)
{
    return (*at = ftell(f)) < 0 ? -1 : 0;
}

int fsetpos(FILE *f, const fpos_t *at)
{
    return fseek(f, *at, SEEK_SET);
}

void clearerr(FILE *f)
{
    f->eof = f->error = 0;
}

int feof(FILE *f)
{
    return f->eof;
}

int ferror(FILE *f)
{
    return f->error;
}

int fileno(FILE *f)
{
    return f->fd;
}

void perror(const char *text)
{
    int number = errno;

    if (text && *text)
        fprintf(stderr, "%s: ", text);
    fprintf(stderr, "%s\n", strerror(number));
}
