/* arith.c - $((...)): C's integer operators, by precedence climbing. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "sh/sh.h"

static const char *at;
static bool failed;

/* Weakest first; of two that begin alike the longer comes first. */
static const struct operator {
    const char *text;
    int strength;
} operators[] = {
    { "||", 1 }, { "&&", 2 }, { "==", 3 }, { "!=", 3 }, { "<=", 4 },
    { ">=", 4 }, { "<", 4 }, { ">", 4 }, { "+", 5 }, { "-", 5 }, { "*", 6 },
    { "/", 6 }, { "%", 6 },
};

static long expression(int weakest);

static const struct operator *operator_here(void)
{
    at += strspn(at, " \t\n");
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
        if (strncmp(at, operators[i].text, strlen(operators[i].text)) == 0)
            return &operators[i];
    return NULL;
}

static long variable(void)
{
    const char *name = at;

    while (isalnum((unsigned char)*at) || *at == '_')
        at++;
    const char *value = getenv(keep_text(name, at - name));
    return value ? strtol(value, NULL, 0) : 0;
}

static long operand(void)
{
    char *end;
    long n;

    at += strspn(at, " \t\n");
    switch (*at) {
    case '-': at++; return -operand();
    case '+': at++; return operand();
    case '!': at++; return !operand();
    case '(':
        at++;
        n = expression(1);
        failed |= *at != ')';
        at += *at == ')';
        return n;
    }
    if (isalpha((unsigned char)*at) || *at == '_')
        return variable();
    n = strtol(at, &end, 0);
    failed |= end == at;
    at = end;
    return n;
}

static long apply(const char *operator, long a, long b)
{
    if (strchr("/%", *operator) && (b == 0 || b == -1)) {
        failed |= b == 0;
        return *operator == '/' ? -(unsigned long)a : 0;
    }
    switch (*operator) {
    case '|': return a || b;
    case '&': return a && b;
    case '=': return a == b;
    case '!': return a != b;
    case '<': return operator[1] ? a <= b : a < b;
    case '>': return operator[1] ? a >= b : a > b;
    case '+': return (unsigned long)a + b;
    case '-': return (unsigned long)a - b;
    case '*': return (unsigned long)a * b;
    case '/': return a / b;
    default: return a % b;
    }
}

static long expression(int weakest)
{
    const struct operator *o;
    long value = operand();

    while ((o = operator_here()) && o->strength >= weakest) {
        at += strlen(o->text);
        value = apply(o->text, value, expression(o->strength + 1));
    }
    return value;
}

long arithmetic(const char *text)
{
    at = text;
    failed = false;
    long value = expression(1);
    if (failed || *at) {
        complain("$((%s)) can't be computed", text);
        last_status = 1;
        return 0;
    }
    return value;
}
