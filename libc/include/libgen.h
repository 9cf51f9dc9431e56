/* libgen.h - parts of a path (basename(3)). */
#pragma once
char *basename(char *);
char *dirname(char *);
