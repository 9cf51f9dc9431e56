/* ctype.h - kinds of characters, in the C locale (C11 7.4). */
#pragma once
int isalnum(int), isalpha(int), isblank(int), iscntrl(int), isdigit(int),
    isgraph(int), islower(int), isprint(int), ispunct(int), isspace(int),
    isupper(int), isxdigit(int), isascii(int), tolower(int), toupper(int);
