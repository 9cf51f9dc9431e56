/*
 * list.h - a circular doubly linked list whose links live inside the items.
 * An empty list is a head that points to itself. No function here takes a
 * lock: the list's owner does.
 */
#pragma once

#include "lib/types.h"

struct list {
    struct list *next, *prev;
};

#define LIST_INIT(name) { &(name), &(name) }

static inline void list_init(struct list *l)
{
    l->next = l->prev = l;
}

static inline bool list_empty(const struct list *l)
{
    return l->next == l;
}

static inline void list_insert_before(struct list *at, struct list *item)
{
    item->next = at;
    item->prev = at->prev;
    at->prev->next = item;
    at->prev = item;
}

static inline void list_push_back(struct list *head, struct list *item)
{
    list_insert_before(head, item);
}

static inline void list_push_front(struct list *head, struct list *item)
{
    list_insert_before(head->next, item);
}

/* Leaves `item` an empty list, so that removing twice does no harm. */
static inline void list_remove(struct list *item)
{
    item->prev->next = item->next;
    item->next->prev = item->prev;
    list_init(item);
}

/* The item that holds link `l`. */
#define list_item(l, type, member) container_of(l, type, member)

/* Visit each item; the list must not change meanwhile. */
#define list_for_each(item, head, member) \
    for (item = list_item((head)->next, __typeof__(*item), member); \
         &item->member != (head); \
         item = list_item(item->member.next, __typeof__(*item), member))

/* The same, but the visited item may be removed. */
#define list_for_each_safe(item, after, head, member) \
    for (item = list_item((head)->next, __typeof__(*item), member), \
         after = list_item(item->member.next, __typeof__(*item), member); \
         &item->member != (head); \
         item = after, \
         after = list_item(item->member.next, __typeof__(*item), member))
