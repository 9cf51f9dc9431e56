/* mkdir.c - makes folders. */
#include <err.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    int failed = 0;

    if (argc < 2)
        errx(2, "usage: mkdir FOLDER...");
    for (int i = 1; i < argc; i++) {
        if (mkdir(argv[i], 0777) < 0) {
            warn("%s", argv[i]);
            failed = 1;
        }
    }
    return failed;
}
