/* ucontext.h - see signal.h. */
#pragma once
#include <signal.h>
