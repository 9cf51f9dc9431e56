/*
 * parse.c - text to tree, by recursive descent: one function for each rule.
 *
 *     list     = andor { (";" | "&" | newline) [andor] }
 *     andor    = pipeline { ("&&" | "||") pipeline }
 *     pipeline = ["!"] command { "|" command }
 *     command  = simple | compound { redirect }
 *     compound = "(" list ")" | "{" list "}"
 *              | "if" list "then" list {"elif" list "then" list}
 *                ["else" list] "fi"
 *              | ("while" | "until") list "do" list "done"
 *              | "for" NAME ["in" {WORD}] (";" | newline) "do" list "done"
 *              | "case" WORD "in" { clause } "esac"
 *     clause   = ["("] WORD {"|" WORD} ")" list ";;"
 *     simple   = { NAME=WORD | WORD | redirect }
 *     redirect = [DIGIT] ("<" | ">" | ">>" | "<&" | ">&" | "<<" | "<<-") WORD
 *
 * The lines of a here-document (<<) follow the line that it stands in.
 *
 * Words like "if" are reserved only where a command may begin. After an
 * error every further token is END, so that all rules come to their end.
 */
#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include "sh/sh.h"

enum token { END, NEWLINE, WORD, REDIRECT, AND_IF, OR_IF, SEMICOLON,
             CLAUSE_END, AMPERSAND, BAR, OPEN, CLOSE };

static const char *at;          /* the next character */
static enum token token;        /* the token before it */
static const char *start;       /* where that token begins */
static const char *token_text;  /* WORD: the word */
static struct redirect redirect;    /* REDIRECT: what it says */
static bool strip_tabs;         /* REDIRECT: is it <<- ? */
static enum parsed result;

/* Here-documents whose lines are still to come. */
static struct here {
    struct here *next;
    struct redirect *redirect;
    bool strip_tabs;
} *heres;

/* --- tokens --------------------------------------------------------------- */

static const char *skip_parentheses(const char *p)
{
    for (int depth = 0; p && *p;) {
        if (*p == '(')
            depth++;
        if (*p == ')' && --depth == 0)
            return p + 1;
        p = strchr("'\"\\`", *p) ? skip_quoted(p) : p + 1;
    }
    return NULL;
}

/* Up to the `end` of "..." or `...`. */
static const char *skip_until(const char *p, char end)
{
    while (p && *p && *p != end)
        p = strchr(end == '"' ? "\\$`" : "\\", *p) ? skip_quoted(p) : p + 1;
    return p && *p ? p + 1 : NULL;
}

const char *skip_quoted(const char *p)
{
    const char *end;

    switch (*p) {
    case '\'':
        end = strchr(p + 1, '\'');
        return end ? end + 1 : NULL;
    case '"':
    case '`':
        return skip_until(p + 1, *p);
    case '\\':
        return p[1] ? p + 2 : NULL;
    case '$':
        if (p[1] == '(')
            return skip_parentheses(p + 1);
        if (p[1] == '{')
            return (end = strchr(p, '}')) ? end + 1 : NULL;
    }
    return p + 1;
}

static void stop(enum parsed why)
{
    if (result == PARSED)
        result = why;
    token = END;
}

static void wrong(void)
{
    if (result != PARSED)
        return;
    if (token == END) {
        stop(INCOMPLETE);
        return;
    }
    complain("I don't understand this at: %.*s", (int)strcspn(start, "\n"),
             token == NEWLINE ? "the end of the line" : start);
    stop(WRONG);
}

static void skip_blanks(void)
{
    for (;;) {
        at += strspn(at, " \t\r");
        if (at[0] == '\\' && at[1] == '\n') {
            at += 2;
            if (*at == '\0')
                stop(INCOMPLETE);
        } else if (*at == '#') {
            at += strcspn(at, "\n");
        } else {
            return;
        }
    }
}

static void read_word(void)
{
    while (at && *at && !strchr(" \t\r\n;&|()<>", *at))
        at = skip_quoted(at);
    if (!at) {
        at = "";
        stop(INCOMPLETE);
        return;
    }
    token = WORD;
    token_text = keep_text(start, at - start);
}

/* `at` is behind the optional digit. */
static void read_redirect(int fd)
{
    char direction = *at++;

    redirect.fd = fd >= 0 ? fd : direction == '>';
    redirect.flags = direction == '<' ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC;
    if (*at == '&') {
        redirect.flags = COPY;
        at++;
    } else if (direction == '<' && *at == '<') {
        redirect.flags = HERE;
        strip_tabs = at[1] == '-';
        at += 1 + strip_tabs;
    } else if (direction == '>' && *at == '>') {
        redirect.flags = O_WRONLY | O_CREAT | O_APPEND;
        at++;
    }
    token = REDIRECT;
}

/* The lines up to one that is `end`, from `at` on. */
static const char *read_lines(const char *end, bool strip)
{
    char *lines = keep(strlen(at) + 1);
    size_t used = 0, length;

    for (;; at += length + 1) {
        at += strip ? strspn(at, "\t") : 0;
        length = strcspn(at, "\n");
        if (at[length] == '\0') {
            at += length;
            stop(INCOMPLETE);
            return lines;
        }
        if (strlen(end) == length && strncmp(at, end, length) == 0)
            break;
        memcpy(lines + used, at, length + 1);
        used += length + 1;
    }
    at += length + 1;
    return lines;
}

static void read_heres(void)
{
    for (; heres && result == PARSED; heres = heres->next) {
        struct redirect *r = heres->redirect;
        bool quoted = strpbrk(r->target, "'\"\\");
        r->target = read_lines(expand_text(r->target), heres->strip_tabs);
        r->flags = quoted ? HERE_PLAIN : HERE;
    }
}

static bool read_operator(void)
{
    static const struct {
        const char *text;
        enum token token;
    } operators[] = {
        { "&&", AND_IF }, { "||", OR_IF }, { ";;", CLAUSE_END },
        { ";", SEMICOLON },
        { "&", AMPERSAND }, { "|", BAR }, { "(", OPEN }, { ")", CLOSE },
        { "\n", NEWLINE },
    };

    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        size_t length = strlen(operators[i].text);
        if (strncmp(at, operators[i].text, length) == 0) {
            token = operators[i].token;
            at += length;
            if (token == NEWLINE)
                read_heres();
            return true;
        }
    }
    return false;
}

static void next(void)
{
    if (result != PARSED)
        return;
    skip_blanks();
    start = at;
    if (*at == '\0') {
        token = END;
        if (heres)
            stop(INCOMPLETE);
    } else if (*at == '<' || *at == '>') {
        read_redirect(-1);
    } else if (isdigit((unsigned char)at[0]) && (at[1] == '<' || at[1] == '>')) {
        at++;
        read_redirect(at[-1] - '0');
    } else if (!read_operator()) {
        read_word();
    }
}

static bool is_word(const char *text)
{
    return token == WORD && strcmp(token_text, text) == 0;
}

/* Take the token if it is that word. */
static bool accept(const char *text)
{
    if (!is_word(text))
        return false;
    next();
    return true;
}

static void expect(const char *text)
{
    if (!accept(text))
        wrong();
}

/* Does a list end here? */
static bool closes_list(void)
{
    static const char *const words[] = { "then", "elif", "else", "fi", "do",
                                         "done", "esac", "}" };

    if (token == END || token == CLOSE || token == CLAUSE_END)
        return true;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (is_word(words[i]))
            return true;
    return false;
}

/* --- rules ---------------------------------------------------------------- */

static struct node *parse_list(void);

static struct node *node_new(enum kind kind, struct node *left,
                             struct node *right)
{
    struct node *n = keep(sizeof(*n));

    n->kind = kind;
    n->left = left;
    n->right = right;
    return n;
}

/* A list that must not be empty. */
static struct node *parse_body(void)
{
    struct node *n = parse_list();

    if (!n)
        wrong();
    return n;
}

static void here_append(struct redirect *r)
{
    struct here *h = keep(sizeof(*h)), **end = &heres;

    h->redirect = r;
    h->strip_tabs = strip_tabs;
    while (*end)
        end = &(*end)->next;
    *end = h;
}

static void parse_redirect(struct node *n)
{
    struct redirect *r = keep(sizeof(*r)), **end = &n->redirects;

    *r = redirect;
    next();
    if (token != WORD)
        wrong();
    r->target = token_text;
    if (r->flags == HERE && token == WORD)
        here_append(r);
    next();
    while (*end)
        end = &(*end)->next;
    *end = r;
}

static void append_word(struct word **end)
{
    struct word *w = keep(sizeof(*w));

    w->text = token_text;
    while (*end)
        end = &(*end)->next;
    *end = w;
    next();
}

static bool is_assignment(const char *word)
{
    const char *p = word;

    while (isalnum((unsigned char)*p) || *p == '_')
        p++;
    return p > word && *p == '=' && !isdigit((unsigned char)*word);
}

static struct node *parse_simple(void)
{
    struct node *n = node_new(SIMPLE, NULL, NULL);

    if (token != WORD && token != REDIRECT)
        wrong();
    while (token == WORD || token == REDIRECT) {
        if (token == REDIRECT)
            parse_redirect(n);
        else if (!n->words && is_assignment(token_text))
            append_word(&n->assignments);
        else
            append_word(&n->words);
    }
    return n;
}

/* Behind "if" or "elif". */
static struct node *parse_if(void)
{
    struct node *n = node_new(IF, parse_body(), NULL);

    expect("then");
    n->right = parse_body();
    if (accept("elif")) {
        n->other = parse_if();      /* takes the one "fi" of both */
        return n;
    }
    if (accept("else"))
        n->other = parse_body();
    expect("fi");
    return n;
}

static struct node *parse_do(struct node *n)
{
    expect("do");
    n->right = parse_body();
    expect("done");
    return n;
}

static struct node *parse_for(void)
{
    struct node *n = node_new(FOR, NULL, NULL);

    if (token != WORD)
        wrong();
    n->name = token_text;
    next();
    n->all_parameters = !accept("in");
    while (!n->all_parameters && token == WORD)
        append_word(&n->words);
    if (token == SEMICOLON)
        next();
    while (token == NEWLINE)
        next();
    return parse_do(n);
}

static void skip_newlines(void)
{
    while (token == NEWLINE)
        next();
}

static struct node *parse_clause(void)
{
    struct node *n = node_new(CLAUSE, NULL, NULL);

    if (token == OPEN)
        next();
    for (;;) {
        if (token != WORD)
            wrong();
        append_word(&n->words);
        if (token != BAR)
            break;
        next();
    }
    if (token != CLOSE)
        wrong();
    next();
    n->left = parse_list();
    if (token == CLAUSE_END)
        next();
    else if (!is_word("esac"))
        wrong();
    skip_newlines();
    return n;
}

static struct node *parse_case(void)
{
    struct node *n = node_new(CASE, NULL, NULL), **end = &n->other;

    if (token != WORD)
        wrong();
    append_word(&n->words);
    skip_newlines();
    expect("in");
    skip_newlines();
    while (token != END && !is_word("esac")) {
        *end = parse_clause();
        end = &(*end)->other;
    }
    expect("esac");
    return n;
}

static struct node *parse_compound(void)
{
    struct node *n;

    if (token == OPEN) {
        next();
        n = node_new(SUBSHELL, parse_body(), NULL);
        if (token != CLOSE)
            wrong();
        next();
        return n;
    }
    if (accept("{")) {
        n = node_new(GROUP, parse_body(), NULL);
        expect("}");
        return n;
    }
    if (accept("if"))
        return parse_if();
    if (accept("while"))
        return parse_do(node_new(WHILE, parse_body(), NULL));
    if (accept("until"))
        return parse_do(node_new(UNTIL, parse_body(), NULL));
    if (accept("for"))
        return parse_for();
    if (accept("case"))
        return parse_case();
    return NULL;
}

static struct node *parse_command(void)
{
    struct node *n = closes_list() ? NULL : parse_compound();

    if (!n) {
        if (closes_list())
            wrong();
        return parse_simple();
    }
    while (token == REDIRECT)
        parse_redirect(n);
    return n;
}

/* What was typed from `from` up to the token now. */
static const char *text_since(const char *from)
{
    const char *end = start;

    while (end > from && strchr(" \t\r\n", end[-1]))
        end--;
    return keep_text(from, end > from ? end - from : 0);
}

static struct node *parse_pipeline(void)
{
    const char *from = start;
    bool negated = accept("!");
    struct node *n = parse_command();

    while (token == BAR) {
        next();
        skip_newlines();
        n = node_new(PIPE, n, parse_command());
    }
    n->text = text_since(from);
    return negated ? node_new(NOT, n, NULL) : n;
}

static struct node *parse_andor(void)
{
    const char *from = start;
    struct node *n = parse_pipeline();

    while (token == AND_IF || token == OR_IF) {
        enum kind kind = token == AND_IF ? AND : OR;
        next();
        skip_newlines();
        n = node_new(kind, n, parse_pipeline());
    }
    n->text = text_since(from);
    return n;
}

static struct node *parse_list(void)
{
    struct node *list = NULL, *n;

    skip_newlines();
    while (!closes_list()) {
        n = parse_andor();
        if (token == AMPERSAND) {
            const char *text = n->text;
            n = node_new(BACKGROUND, n, NULL);
            n->text = text;
        } else if (token != SEMICOLON && token != NEWLINE && !closes_list()) {
            wrong();
        }
        list = list ? node_new(SEQUENCE, list, n) : n;
        if (token == AMPERSAND || token == SEMICOLON)
            next();
        skip_newlines();
    }
    return list;
}

enum parsed parse(const char *text, struct node **tree)
{
    at = text;
    result = PARSED;
    heres = NULL;
    next();
    *tree = parse_list();
    if (token != END)
        wrong();
    return result;
}
