/* touch.c - makes files that don't exist yet, empty. Simplified: the times of
 * those that do stay as they are. */
#include <err.h>
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int failed = 0;

    if (argc < 2)
        errx(2, "usage: touch FILE...");
    for (int i = 1; i < argc; i++) {
        int fd = open(argv[i], O_WRONLY | O_CREAT, 0666);
        if (fd < 0) {
            warn("%s", argv[i]);
            failed = 1;
        } else {
            close(fd);
        }
    }
    return failed;
}
