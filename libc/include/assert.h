/* assert.h - C11 7.2; may be included again with NDEBUG changed. */
#undef assert
#ifdef NDEBUG
#define assert(expression) ((void)0)
#else
#define assert(expression) \
    ((expression) ? (void)0 \
                  : __assert_fail(#expression, __FILE__, __LINE__, __func__))
#endif
#ifndef __cplusplus
#undef static_assert
#define static_assert _Static_assert
#endif
_Noreturn void __assert_fail(const char *, const char *, int, const char *);
