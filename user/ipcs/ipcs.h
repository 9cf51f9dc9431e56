/* ipcs.h - what the files of ipcs share. */
#pragma once
#include <time.h>

enum form { TABLE, TIMES, PROCESSES, CREATORS, LIMITS, SUMMARY };

void queues_print(enum form form);      /* main.c */
void segments_print(enum form form);    /* shm.c */
void segment_details(int id);
void arrays_print(enum form form);      /* sem.c */
void array_details(int id);

/* text.c: a name, or the number if it has none; a time, or "Not set". What is
 * returned stays until the fourth next call. */
const char *user_name(unsigned uid);
const char *group_name(unsigned gid);
const char *short_time(time_t t);
const char *long_time(time_t t);

/* Say so. */
void not_found(int id);
