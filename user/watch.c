/*
 * watch.c - runs a command again and again, and shows what it says.
 *
 *     watch [-n SECONDS] [-d] [-g] [-t] COMMAND [ARGUMENT]...
 *
 *     -n SECONDS   so long between two runs                               [2]
 *     -d           what has changed since the last run is highlighted
 *     -g           end when something has changed
 *     -t           without the line on top
 *
 * The words of the command go to the shell, so `watch 'ps | wc'` works. Ctrl-C
 * ends it. As much is shown as there is room for.
 */
#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROWS_MAX 100
#define COLUMNS_MAX 300
#define SHORTEST 0.1            /* seconds between two runs, as procps has it */

struct screen {
    int rows, columns;
    int row, column;            /* where the next character goes */
    int length[ROWS_MAX];       /* of each row */
    char cells[ROWS_MAX][COLUMNS_MAX];
};

static double seconds = 2;
static bool highlight, until_change, no_title;

/* --- a screen in memory --------------------------------------------------- */

static int within(int n, int least, int most)
{
    return n < least ? least : n > most ? most : n;
}

/* Empty, and as big as the terminal. */
static void screen_begin(struct screen *s)
{
    struct winsize w = { .ws_row = 0 };

    memset(s, 0, sizeof(*s));
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) < 0 || !w.ws_row || !w.ws_col)
        w = (struct winsize){ .ws_row = 24, .ws_col = 80 };
    s->rows = within(w.ws_row, 1, ROWS_MAX);
    s->columns = within(w.ws_col, 1, COLUMNS_MAX);
}

static void new_row(struct screen *s)
{
    s->row++;
    s->column = 0;
}

/* A line that is too long goes on in the next row. */
static void screen_put(struct screen *s, char c)
{
    if (c == '\n') {
        new_row(s);
    } else if (c == '\t') {
        do
            screen_put(s, ' ');
        while (s->column % 8);
    } else if ((unsigned char)c >= ' ' && c != 127) {
        if (s->column == s->columns)
            new_row(s);
        if (s->row >= s->rows)
            return;
        s->cells[s->row][s->column++] = c;
        s->length[s->row] = s->column;
    }
}

static void screen_puts(struct screen *s, const char *text)
{
    while (*text)
        screen_put(s, *text++);
}

/* The line on top: what is run at the left, where and when at the right. */
static void put_title(struct screen *s, const char *command)
{
    char left[COLUMNS_MAX], right[96], host[40] = "", when[32];
    time_t now = time(NULL);

    gethostname(host, sizeof(host));
    strftime(when, sizeof(when), "%a %b %e %H:%M:%S %Y", localtime(&now));
    snprintf(right, sizeof(right), "%s: %s", host, when);
    int room = s->columns - (int)strlen(right) - 1;
    if (room < 0)
        right[room = 0] = '\0';
    snprintf(left, sizeof(left), "Every %.1fs: %s", seconds, command);
    left[within(room, 0, COLUMNS_MAX - 1)] = '\0';
    screen_puts(s, left);
    while (s->column <= room)
        screen_put(s, ' ');
    screen_puts(s, right);
    new_row(s);
    new_row(s);
}

/* --- on the terminal ------------------------------------------------------ */

static char cell(const struct screen *s, int row, int column)
{
    return column < s->length[row] ? s->cells[row][column] : ' ';
}

static bool is_new(const struct screen *s, const struct screen *before, int row,
                   int column)
{
    return before && cell(s, row, column) != cell(before, row, column);
}

/* In reverse what isn't as `before`, as far as either row reaches. */
static void draw_row(const struct screen *s, const struct screen *before,
                     int row)
{
    int end = s->length[row];
    bool reverse = false;

    if (before && before->length[row] > end && before->columns == s->columns)
        end = before->length[row];
    for (int column = 0; column < end; column++) {
        if (is_new(s, before, row, column) != reverse) {
            reverse = !reverse;
            printf(reverse ? "\033[7m" : "\033[0m");
        }
        putchar(cell(s, row, column));
    }
    if (reverse)
        printf("\033[0m");
    if (end < s->columns)
        printf("\033[K");
}

/* Over what is there, which flickers less than to clear it first. */
static void draw(const struct screen *s, const struct screen *before)
{
    int title = no_title ? 0 : 1;

    printf("\033[H");
    for (int row = 0; row < s->rows; row++) {
        if (row > 0)
            printf("\n");
        draw_row(s, row >= title ? before : NULL, row);
    }
    fflush(stdout);
}

/* --- runs ----------------------------------------------------------------- */

/* In the child: the command writes all to the pipe. */
static _Noreturn void become(const char *command, const int ends[2])
{
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    err(127, "/bin/sh");
}

static void run(struct screen *s, const char *command)
{
    char buf[1024];
    int ends[2];
    ssize_t n;

    if (pipe(ends) < 0)
        err(1, "pipe");
    pid_t pid = fork();
    if (pid < 0)
        err(1, "fork");
    if (pid == 0)
        become(command, ends);
    close(ends[1]);
    while ((n = read(ends[0], buf, sizeof(buf))) > 0)
        for (ssize_t i = 0; i < n; i++)
            screen_put(s, buf[i]);
    close(ends[0]);
    waitpid(pid, NULL, 0);
}

static bool is_changed(const struct screen *s, const struct screen *before)
{
    for (int row = no_title ? 0 : 1; row < s->rows; row++)
        for (int column = 0; column < s->columns; column++)
            if (is_new(s, before, row, column))
                return true;
    return false;
}

static void sleep_between(void)
{
    struct timespec t = { seconds, (seconds - (long)seconds) * 1e9 };

    nanosleep(&t, NULL);
}

static void watch(const char *command)
{
    static struct screen screens[2];
    struct screen *s = &screens[0], *before = NULL;
    bool changed = false;

    printf("\033[2J");
    for (;;) {
        screen_begin(s);
        if (!no_title)
            put_title(s, command);
        run(s, command);
        changed = before && is_changed(s, before);
        draw(s, highlight ? before : NULL);
        before = s;
        s = s == &screens[0] ? &screens[1] : &screens[0];
        if (until_change && changed)
            break;
        sleep_between();
    }
    printf("\n");
}

/* The end, wherever we are: below what is shown, in plain. */
static void on_signal(int signo)
{
    static const char below[] = "\033[0m\n";

    (void)signo;
    write(STDOUT_FILENO, below, sizeof(below) - 1);
    _exit(0);
}

/* --- arguments ------------------------------------------------------------ */

static double parse_seconds(const char *text)
{
    char *end;
    double n = strtod(text, &end);

    if (*end || end == text || !(n >= 0 && n < 1e9))
        errx(1, "'%s' is no time: -n takes seconds, like 0.5", text);
    return n < SHORTEST ? SHORTEST : n;
}

static char *joined(char **words)
{
    size_t length = 1;

    for (char **w = words; *w; w++)
        length += strlen(*w) + 1;
    char *text = calloc(1, length);
    if (!text)
        errx(1, "out of memory");
    for (char **w = words; *w; w++) {
        strcat(text, w == words ? "" : " ");
        strcat(text, *w);
    }
    return text;
}

int main(int argc, char **argv)
{
    int option;

    while ((option = getopt(argc, argv, "n:dgt")) != -1)
        switch (option) {
        case 'n': seconds = parse_seconds(optarg); break;
        case 'd': highlight = true; break;
        case 'g': until_change = true; break;
        case 't': no_title = true; break;
        default: optind = argc;
        }
    if (optind == argc) {
        fprintf(stderr, "usage: watch [-n SECONDS] [-d] [-g] [-t] COMMAND "
                        "[ARGUMENT]...\n");
        return 1;
    }
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    watch(joined(argv + optind));
    return 0;
}
