/*
 * main.c - ipcs shows System V IPC, in the form of util-linux's ipcs.
 *
 *     ipcs [-m] [-q] [-s] [-a]  shared memory, queues, semaphores   [all]
 *          [-t | -p | -c]       times, processes, owners instead
 *          [-l | -u]            the limits, a summary
 *     ipcs -m|-s -i ID          one segment or array with all details
 *
 * Simplified: of message queues there are none.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "ipcs/ipcs.h"

void queues_print(enum form form)
{
    switch (form) {
    case TABLE:
        printf("------ Message Queues --------\n%-10s %-10s %-10s %-10s %-12s "
               "%-12s\n", "key", "msqid", "owner", "perms", "used-bytes",
               "messages");
        break;
    case TIMES:
        printf("------ Message Queues Send/Recv/Change Times --------\n"
               "%-8s %-10s %-20s %-20s %-20s\n", "msqid", "owner", "send",
               "recv", "change");
        break;
    case PROCESSES:
        printf("------ Message Queues PIDs --------\n%-10s %-10s %-10s %-10s\n",
               "msqid", "owner", "lspid", "lrpid");
        break;
    case CREATORS:
        printf("------ Message Queues Creators/Owners --------\n"
               "%-10s %-10s %-10s %-10s %-10s %-10s\n", "msqid", "perms",
               "cuid", "cgid", "uid", "gid");
        break;
    case LIMITS:
        printf("unable to fetch message limits\n");
        break;
    case SUMMARY:
        printf("kernel not configured for message queues\n");
    }
}

/* Sections, each after an empty line. */
static void print(bool queues, bool shared, bool semaphores, enum form form)
{
    bool all = !queues && !shared && !semaphores;

    printf("\n");
    if (queues || all) {
        queues_print(form);
        printf("\n");
    }
    if (shared || all) {
        segments_print(form);
        printf("\n");
    }
    if (semaphores || all) {
        arrays_print(form);
        printf("\n");
    }
}

static void print_details(bool queues, bool shared, bool semaphores, int id)
{
    if (queues + shared + semaphores != 1)
        errx(1, "when using an ID, a single resource must be specified");
    if (shared)
        segment_details(id);
    else if (semaphores)
        array_details(id);
    else
        not_found(id);
}

static int parse_id(const char *text)
{
    char *end;
    long id = strtol(text, &end, 10);

    if (*end || end == text)
        errx(1, "failed to parse id argument: '%s'", text);
    return id;
}

static int usage(void)
{
    fprintf(stderr, "usage: ipcs [-m] [-q] [-s] [-a] [-t | -p | -c | -l | -u]\n"
                    "       ipcs -m|-s -i ID\n");
    return 1;
}

int main(int argc, char **argv)
{
    bool queues = false, shared = false, semaphores = false, one = false;
    enum form form = TABLE;
    int option, id = 0;

    while ((option = getopt(argc, argv, "mqsatpclui:")) != -1) {
        switch (option) {
        case 'm': shared = true; break;
        case 'q': queues = true; break;
        case 's': semaphores = true; break;
        case 'a': shared = queues = semaphores = true; break;
        case 'i': one = true; id = parse_id(optarg); break;
        case 't': form = TIMES; break;
        case 'p': form = PROCESSES; break;
        case 'c': form = CREATORS; break;
        case 'l': form = LIMITS; break;
        case 'u': form = SUMMARY; break;
        default: return usage();
        }
    }
    if (one)
        print_details(queues, shared, semaphores, id);
    else
        print(queues, shared, semaphores, form);
    return 0;
}
