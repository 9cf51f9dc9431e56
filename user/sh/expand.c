/*
 * expand.c - words to arguments. In this order: $ is replaced; what came from
 * an unquoted $ is split at blanks; fields with unquoted * ? [ become names of
 * files; quotes go.
 *
 * While a field is built, a character that was quoted and that would mean
 * something in a pattern stands behind a backslash.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sh/sh.h"

struct expansion {
    bool one_text;          /* no splitting, no file names */
    bool is_pattern;        /* backslashes stay */
    char *field;            /* being built */
    size_t used, size;
    bool begun;             /* there is a field, though it may be empty */
    char **fields;          /* finished */
    size_t count, room;
};

/* --- patterns ------------------------------------------------------------- */

/* `p` is behind the [; *end comes behind the ]. */
static bool in_set(const char *p, char c, const char **end)
{
    bool negated = *p == '!' || *p == '^', found = false;

    p += negated;
    for (const char *first = p; *p && (*p != ']' || p == first); p++) {
        if (p[1] == '-' && p[2] && p[2] != ']') {
            found |= p[0] <= c && c <= p[2];
            p += 2;
        } else {
            found |= *p == c;
        }
    }
    *end = *p ? p + 1 : p;
    return found != negated;
}

bool matches(const char *pattern, const char *name)
{
    for (; *pattern; name++) {
        if (*pattern == '*') {
            for (const char *rest = name;; rest++) {
                if (matches(pattern + 1, rest))
                    return true;
                if (!*rest)
                    return false;
            }
        }
        if (!*name)
            return false;
        if (*pattern == '[') {
            if (!in_set(pattern + 1, *name, &pattern))
                return false;
            continue;
        }
        if (*pattern == '\\' && pattern[1])
            pattern++;
        else if (*pattern == '?') {
            pattern++;
            continue;
        }
        if (*pattern++ != *name)
            return false;
    }
    return !*name;
}

static bool is_pattern(const char *text)
{
    for (; *text; text++) {
        if (*text == '\\' && text[1])
            text++;
        else if (strchr("*?[", *text))
            return true;
    }
    return false;
}

static void remove_backslashes(char *text)
{
    char *to = text;

    for (; *text; *to++ = *text++)
        if (*text == '\\' && text[1])
            text++;
    *to = '\0';
}

/* --- fields --------------------------------------------------------------- */

static void field_add(struct expansion *e, char *text)
{
    if (e->count + 1 >= e->room) {
        char **old = e->fields;
        e->room = e->room ? 2 * e->room : 16;
        e->fields = keep(e->room * sizeof(char *));
        if (e->count)
            memcpy(e->fields, old, e->count * sizeof(char *));
    }
    e->fields[e->count++] = text;
    e->fields[e->count] = NULL;
}

/* Add the files whose paths begin with `path` and go on as the pattern says,
 * one part between slashes at a time. */
static void find_files(struct expansion *e, const char *path,
                       const char *pattern)
{
    size_t part_length = strcspn(pattern, "/");
    char *part = keep_text(pattern, part_length);
    const char *rest = pattern + part_length;
    DIR *d = opendir(*path ? path : ".");
    struct dirent *entry;

    while (d && (entry = readdir(d))) {
        const char *name = entry->d_name;
        if ((*name == '.' && *part != '.') || !matches(part, name))
            continue;
        size_t slashes = strspn(rest, "/");
        char *full = keep(strlen(path) + strlen(name) + slashes + 1);
        sprintf(full, "%s%s%.*s", path, name, (int)slashes, rest);
        if (rest[slashes] == '\0')
            field_add(e, full);
        else
            find_files(e, full, rest + slashes);
    }
    if (d)
        closedir(d);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The field is complete: file names, if it is a pattern that some match. */
static void field_end(struct expansion *e)
{
    size_t before = e->count, slashes;

    if (!e->begun)
        return;
    char *text = keep_text(e->field ? e->field : "", e->used);
    e->begun = false;
    e->used = 0;
    if (!e->one_text && is_pattern(text)) {
        slashes = strspn(text, "/");
        find_files(e, keep_text(text, slashes), text + slashes);
        if (e->count > before) {
            qsort(e->fields + before, e->count - before, sizeof(char *),
                  by_text);
            return;
        }
    }
    if (!e->is_pattern)
        remove_backslashes(text);
    field_add(e, text);
}

static void put(struct expansion *e, char c, bool quoted)
{
    if (e->used + 2 > e->size) {
        e->size = e->size ? 2 * e->size : 128;
        char *larger = keep(e->size);
        if (e->used)
            memcpy(larger, e->field, e->used);
        e->field = larger;
    }
    e->begun = true;
    if (c == '\\' || (quoted && strchr("*?[", c)))
        e->field[e->used++] = '\\';
    e->field[e->used++] = c;
}

/* The value of a $: split unless quoted. */
static void put_value(struct expansion *e, const char *value, bool quoted)
{
    for (; *value; value++) {
        if (!quoted && !e->one_text && strchr(" \t\n", *value))
            field_end(e);
        else
            put(e, *value, quoted);
    }
}

/* --- what follows a $ ------------------------------------------------------ */

/* What the commands print, without the newlines at the end. */
static char *output_of(const char *commands)
{
    size_t used = 0, size = 256;
    char *text = keep(size);
    int ends[2], status;
    ssize_t n;

    if (pipe(ends) < 0)
        return text;
    pid_t pid = fork_shell();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        status = run_text(commands);
        fflush(stdout);
        _exit(status);
    }
    close(ends[1]);
    while (pid > 0 && (n = read(ends[0], text + used, size - used - 1)) > 0) {
        used += n;
        if (size - used < 128) {
            char *larger = keep(size *= 2);
            text = memcpy(larger, text, used);
        }
    }
    close(ends[0]);
    if (pid > 0 && waitpid(pid, &status, 0) == pid)
        last_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                          : WEXITSTATUS(status);
    while (used && text[used - 1] == '\n')
        used--;
    text[used] = '\0';
    return text;
}

static char *number_text(long n)
{
    char *text = keep(24);

    sprintf(text, "%ld", n);
    return text;
}

static const char *parameter(int n)
{
    return n <= parameter_count ? parameters[n] : "";
}

/* $@ and $*: the parameters; "$@" gives a field for each. */
static void put_parameters(struct expansion *e, char which, bool quoted)
{
    for (int i = 1; i <= parameter_count; i++) {
        if (i > 1 && quoted && which == '@' && !e->one_text)
            field_end(e);
        else if (i > 1)
            put_value(e, " ", quoted);
        if (quoted)
            e->begun = true;
        put_value(e, parameters[i], quoted);
    }
}

static const char *special(char c)
{
    if (isdigit((unsigned char)c))
        return parameter(c - '0');
    switch (c) {
    case '?': return number_text(last_status);
    case '$': return number_text(shell_pid);
    case '!': return last_background ? number_text(last_background) : "";
    case '#': return number_text(parameter_count);
    }
    return NULL;
}

static size_t name_length(const char *p)
{
    size_t n = 0;

    while (isalnum((unsigned char)p[n]) || p[n] == '_')
        n++;
    return isdigit((unsigned char)*p) ? 0 : n;
}

/* ${NAME}, ${NAME:-WORD}, ${#NAME}; `text` is what stands between. */
static void put_braced(struct expansion *e, char *text, bool quoted)
{
    bool length = text[0] == '#' && text[1];
    char *name = text + length, *rest = name + name_length(name);
    char *other = strstr(rest, "-");
    const char *value;

    if (rest == name && *rest)
        rest++;                     /* ${?}, ${1} */
    char *key = keep_text(name, rest - name);
    value = name_length(key) ? getenv(key) : special(*key);
    if (other && (!value || (rest[0] == ':' && !*value)))
        value = expand_text(other + 1);
    if (length)
        value = number_text(value ? strlen(value) : 0);
    put_value(e, value ? value : "", quoted);
}

/* `p` is at a $; the result comes behind what it stands for. */
static const char *put_dollar(struct expansion *e, const char *p, bool quoted)
{
    const char *end = skip_quoted(p), *value;
    size_t n = name_length(p + 1);

    if (strncmp(p, "$((", 3) == 0 && end[-2] == ')') {
        char *text = keep_text(p + 3, end - p - 5);
        put_value(e, number_text(arithmetic(expand_text(text))), quoted);
    } else if (p[1] == '(') {
        put_value(e, output_of(keep_text(p + 2, end - p - 3)), quoted);
    } else if (p[1] == '{') {
        put_braced(e, keep_text(p + 2, end - p - 3), quoted);
    } else if (p[1] == '@' || p[1] == '*') {
        put_parameters(e, p[1], quoted);
        end = p + 2;
    } else if (n > 0) {
        value = getenv(keep_text(p + 1, n));
        put_value(e, value ? value : "", quoted);
        end = p + 1 + n;
    } else if (p[1] && (value = special(p[1]))) {
        put_value(e, value, quoted);
        end = p + 2;
    } else {
        put(e, '$', true);
        end = p + 1;
    }
    return end;
}

/* --- words ---------------------------------------------------------------- */

/* `p` is at a back quote; the result is behind the closing one. */
static const char *put_back_quoted(struct expansion *e, const char *p,
                                   bool quoted)
{
    const char *end = skip_quoted(p);
    char *commands = keep(end - p), *to = commands;

    for (p++; p < end - 1; p++) {
        if (*p == '\\' && strchr(quoted ? "$`\\\"" : "$`\\", p[1]))
            p++;
        *to++ = *p;
    }
    put_value(e, output_of(commands), quoted);
    return end;
}

/* Text between double quotes, or of a here-document, up to `end`. */
static const char *put_quoted(struct expansion *e, const char *p, char end)
{
    while (*p != end) {
        if (*p == '$') {
            p = put_dollar(e, p, true);
            continue;
        }
        if (*p == '`') {
            p = put_back_quoted(e, p, true);
            continue;
        }
        if (*p == '\\' && (strchr("$\\`\n", p[1]) || p[1] == end))
            p++;
        if (*p != '\n' || p[-1] != '\\')
            put(e, *p, true);
        p++;
    }
    return p;
}

/* `p` is behind the "; the result comes behind the closing one. */
static const char *put_double_quoted(struct expansion *e, const char *p)
{
    /* "" is an empty field, but "$@" without parameters is none. */
    if (strncmp(p, "$@\"", 3) != 0)
        e->begun = true;
    return put_quoted(e, p, '"') + 1;
}

static void put_word(struct expansion *e, const char *p)
{
    while (*p) {
        if (*p == '\'') {
            e->begun = true;
            for (p++; *p != '\''; p++)
                put(e, *p, true);
            p++;
        } else if (*p == '"') {
            p = put_double_quoted(e, p + 1);
        } else if (*p == '\\') {
            if (p[1] != '\n')
                put(e, p[1], true);
            p += 2;
        } else if (*p == '$') {
            p = put_dollar(e, p, false);
        } else if (*p == '`') {
            p = put_back_quoted(e, p, false);
        } else {
            put(e, *p++, false);
        }
    }
}

/* ~ and ~/...: the home directory. */
static const char *put_tilde(struct expansion *e, const char *p)
{
    const char *home = getenv("HOME");

    if (p[0] != '~' || (p[1] && p[1] != '/') || !home)
        return p;
    put_value(e, home, true);
    return p + 1;
}

char **expand_words(const struct word *words, int *count)
{
    struct expansion e = { 0 };

    for (; words; words = words->next) {
        put_word(&e, put_tilde(&e, words->text));
        field_end(&e);
    }
    *count = e.count;
    if (!e.fields)
        e.fields = keep(sizeof(char *));
    return e.fields;
}

static char *one_field(struct expansion *e)
{
    field_end(e);
    return e->count ? e->fields[0] : keep(1);
}

char *expand_text(const char *word)
{
    struct expansion e = { .one_text = true };

    put_word(&e, put_tilde(&e, word));
    return one_field(&e);
}

char *expand_pattern(const char *word)
{
    struct expansion e = { .one_text = true, .is_pattern = true };

    put_word(&e, word);
    return one_field(&e);
}

char *expand_lines(const char *lines)
{
    struct expansion e = { .one_text = true };

    put_quoted(&e, lines, '\0');
    return one_field(&e);
}
