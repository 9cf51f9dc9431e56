/* sys/auxv.h - what the kernel told at the start (getauxval(3)). */
#pragma once
#include <elf.h>
unsigned long getauxval(unsigned long);
