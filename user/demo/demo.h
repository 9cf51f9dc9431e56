/*
 * demo.h - the demonstration: what `make run` shows.
 *
 * main.c is the audience: it counts the machine's frames before and after.
 * In between show.c directs the play, and prints it. Its actors, ping and
 * pong, are processes (actor.c) that do what they are told, and answer what
 * they have seen. stations.c tells of the boot.
 *
 * Everything that is shown is also checked; a check that fails is printed in
 * red, and makes the exit status 1.
 */
#pragma once
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#define WORD_SIZE 16

/* --- show.c --------------------------------------------------------------- */

/* The whole play but for the frames. */
void show(void);

/* A numbered heading. */
void heading(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* It was shown that `what`, and is it `so`? */
void check(bool so, const char *what);

/* How many checks there were, and how many failed. */
extern int checks, failures;

/* --- stations.c ----------------------------------------------------------- */

/* The stations of the boot, from /proc/boot. */
void show_stations(void);

/* --- actor.c -------------------------------------------------------------- */

enum order {
    ATTACH,             /* attach the segment, and read its first byte */
    TALK,               /* say a word, or wait for one and answer it */
    DETACH,
    TOUCH,              /* use the address, though it is detached */
    END,
};

struct answer {
    int error;              /* errno, or 0 */
    char *address;          /* where the segment is attached */
    char word[WORD_SIZE];   /* TALK: what the other said */
    int signal, code;       /* TOUCH: the signal, its si_code, */
    void *fault;            /* ... and the address that faulted */
};

struct actor {
    const char *name;       /* and its word */
    bool begins;            /* says its word first */
    char *wish;             /* where to attach; NULL: the kernel chooses */
    pid_t pid;
    int orders, answers;    /* pipes */
};

/* Start the process; end it. */
bool actor_start(struct actor *a, int segment);
void actor_end(struct actor *a);

/* An order, and the answer to it. Two actors that talk must both have their
 * orders before either can answer. */
void actor_tell(struct actor *a, enum order order);
struct answer actor_answer(struct actor *a);
