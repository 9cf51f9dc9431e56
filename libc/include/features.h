/* features.h - the library offers all it has, whichever standard is asked
 * for by _POSIX_C_SOURCE, _GNU_SOURCE and the like. */
#pragma once

#ifdef __cplusplus
#define __BEGIN extern "C" {
#define __END }
#else
#define __BEGIN
#define __END
#endif
