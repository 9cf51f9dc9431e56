/* alloca.h - memory that goes with the function (alloca(3)). */
#pragma once
#define alloca(size) __builtin_alloca(size)
