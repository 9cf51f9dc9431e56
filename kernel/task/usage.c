/* usage.c - what processes have used (getrusage(2)). Simplified: all time is
 * the user's; and the most memory there was isn't kept. */
#include "cpu/clock.h"
#include "mm/usercopy.h"
#include "task/process.h"
#include "vm/space.h"

struct usage process_usage(struct process *p)
{
    return (struct usage){
        thread_time(&p->thread),
        p->past_faults + (p->space ? p->space->faults : 0),
    };
}

struct rusage {                 /* Linux's struct rusage for x86-64 */
    int64_t user[2], system[2]; /* seconds and microseconds */
    int64_t memory[4];
    int64_t minor_faults, major_faults;
    int64_t others[8];
};
static_assert(sizeof(struct rusage) == 144, "Linux's struct rusage");

int usage_to_user(vaddr_t rusage, struct usage u)
{
    struct rusage r = {
        .user = { u.time / NS_PER_SEC, u.time % NS_PER_SEC / 1000 },
        .minor_faults = u.faults,
    };

    return copy_to_user(rusage, &r, sizeof(r));
}
