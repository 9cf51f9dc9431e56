/* options.c - see options.h. */
#include "lib/options.h"
#include "lib/print.h"
#include "lib/string.h"

#define WORDS_MAX 32
#define LINE_MAX 1024

static const char *const known[] = {
    "faults", "hugepages", "init", "maxcpus", "noshootdown", "selftest",
    "trace",
};

static char *own[WORDS_MAX], *argv[WORDS_MAX + 2], *envp[WORDS_MAX + 1];
static int own_count, argc = 1, envc;

static bool is_named(const char *word, const char *name)
{
    size_t n = strlen(name);

    return strncmp(word, name, n) == 0 && (word[n] == '=' || !word[n]);
}

static bool is_known(const char *word)
{
    for (unsigned i = 0; i < ARRAY_SIZE(known); i++)
        if (is_named(word, known[i]))
            return true;
    return false;
}

static void sort_in(char *word)
{
    if (is_known(word))
        own[own_count++] = word;
    else if (strchr(word, '='))
        envp[envc++] = word;
    else
        argv[argc++] = word;
}

static char whole[LINE_MAX];

const char *options_line(void)
{
    return whole;
}

void options_parse(char *line)
{
    strlcpy(whole, line, sizeof(whole));
    for (int words = 0; words < WORDS_MAX; words++) {
        while (*line == ' ')
            *line++ = '\0';
        if (!*line)
            return;
        char *word = line;
        while (*line && *line != ' ')
            line++;
        if (*line)
            *line++ = '\0';
        sort_in(word);
    }
}

const char *option(const char *name, const char *otherwise)
{
    for (int i = 0; i < own_count; i++)
        if (is_named(own[i], name) && strchr(own[i], '='))
            return strchr(own[i], '=') + 1;
    return otherwise;
}

int option_number(const char *name, int otherwise)
{
    const char *value = option(name, NULL), *end;
    uint64_t n = value ? parse_number(value, &end, 10) : 0;

    if (!value)
        return otherwise;
    if (end != value && !*end && n <= INT32_MAX)
        return n;
    kprintf("%s=%s is no number: it is ignored\n", name, value);
    return otherwise;
}

bool option_is_set(const char *name)
{
    for (int i = 0; i < own_count; i++)
        if (is_named(own[i], name))
            return true;
    return false;
}

char *const *options_argv(char *name)
{
    argv[0] = name;
    return argv;
}

char *const *options_envp(void)
{
    return envp;
}
