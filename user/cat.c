/* cat.c - copies files, or standard input, to standard output. */
#include <err.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void write_all(const char *data, ssize_t size)
{
    while (size > 0) {
        ssize_t n = write(STDOUT_FILENO, data, size);
        if (n < 0)
            err(1, "standard output");
        data += n;
        size -= n;
    }
}

static int copy(int fd, const char *name)
{
    static char buffer[16384];
    ssize_t n;

    while ((n = read(fd, buffer, sizeof(buffer))) > 0)
        write_all(buffer, n);
    if (n < 0)
        warn("%s", name);
    return n < 0;
}

int main(int argc, char **argv)
{
    int failed = 0;

    if (argc == 1)
        return copy(STDIN_FILENO, "standard input");
    for (int i = 1; i < argc; i++) {
        int fd = strcmp(argv[i], "-") == 0 ? dup(STDIN_FILENO)
                                           : open(argv[i], O_RDONLY);
        if (fd < 0) {
            warn("%s", argv[i]);
            failed = 1;
            continue;
        }
        failed |= copy(fd, argv[i]);
        close(fd);
    }
    return failed;
}
