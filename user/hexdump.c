/* hexdump.c - prints bytes of files or of standard input, 16 in a line, in
 * hexadecimal and as text. */
#include <ctype.h>
#include <err.h>
#include <stdio.h>

#define WIDTH 16

static void line(const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < WIDTH; i++) {
        if (i < count)
            printf(" %02x", bytes[i]);
        else
            printf("   ");
    }
    printf("  |");
    for (size_t i = 0; i < count; i++)
        putchar(isprint(bytes[i]) ? bytes[i] : '.');
    printf("|\n");
}

static void dump(FILE *f)
{
    unsigned char bytes[WIDTH];
    unsigned long offset = 0;
    size_t n;

    while ((n = fread(bytes, 1, WIDTH, f)) > 0) {
        printf("%08lx", offset);
        line(bytes, n);
        offset += n;
    }
}

int main(int argc, char **argv)
{
    if (argc == 1)
        dump(stdin);
    for (int i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "r");
        if (!f)
            err(1, "%s", argv[i]);
        dump(f);
        fclose(f);
    }
    return 0;
}
