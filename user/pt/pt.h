/* pt.h - what the files of pt share: main.c says what they are for. */
#pragma once
#include "lib/maps.h"
#include "lib/proc.h"
#include "lib/walk.h"

/* A process whose tables are shown. */
struct view {
    struct process process;
    struct mappings maps;
};

/* What the page of a walk is for, or NULL. */
const struct mapping *view_mapping(const struct view *v, uint64_t va);

/* What all levels together permit: "uw-"; stays until the fourth next call. */
const char *rights_text(uint64_t permits);

/* 64K, 2M; the same. */
const char *size_text(uint64_t bytes);

/* The level whose entry in the walk is a link, or 0. */
int walk_link(const struct walk *w);

/* Begin to read its tables; ends the program if that can't be. */
void view_walks(const struct view *v, struct walks *s, uint64_t half);

/* The commands; their results are exit statuses. */
int show_walk(const struct view *v, uint64_t address);          /* walk.c */
int show_map(const struct view *v, uint64_t half);              /* map.c */
int show_difference(const struct view *a, const struct view *b);    /* diff.c */
int show_users(uint64_t address);                               /* who.c */
