/* shm_limits.c - the limits of shared memory: /proc/sys/kernel/shm*, which
 * root may change, and what follows from them. */
#include "shm.h"

static char *longer_than_any(void)
{
    static char text[100];

    memset(text, '9', 40);
    return text;
}

static void test_defaults(void)
{
    setting_is("shmmax", "18446744073692774399\n", "SHMMAX is 2^64 - 2^24 - 1");
    setting_is("shmall", "18446744073692774399\n", "SHMALL as well");
    setting_is("shmmni", "4096\n", "SHMMNI is 4096");
    setting_is("shm_next_id", "-1\n", "no id is asked for");
}

static void test_texts(void)
{
    is(set("shmmax", "12345"), 5, "a number is written");
    setting_is("shmmax", "12345\n", "and read with a newline");
    is(set("shmmax", " \t777 \n"), 7, "white space around it is nothing");
    setting_is("shmmax", "777\n", "it is the number");
    is(set("shmmax", "0x10"), 4, "hexadecimal after 0x");
    setting_is("shmmax", "16\n", "0x10 is 16");
    is(set("shmmax", "010"), 3, "octal after 0");
    setting_is("shmmax", "8\n", "010 is 8");
    is(set("shmmax", "5 6\n"), 2, "of two numbers the first is taken");
    setting_is("shmmax", "5\n", "and set");
    fails(set("shmmax", "-1"), EINVAL, "a negative one is EINVAL");
    fails(set("shmmax", "123x"), EINVAL, "a letter behind it is EINVAL");
    fails(set("shmmax", "x"), EINVAL, "a letter is EINVAL");
    fails(set("shmmax", "\n"), EINVAL, "nothing but white space is EINVAL");
    fails(set("shmmax", "+5"), EINVAL, "a plus sign is EINVAL");
    fails(set("shmmax", "18446744073709551616"), EINVAL, "2^64 is EINVAL");
    fails(set("shmmax", longer_than_any()), EINVAL, "40 digits are EINVAL");
    setting_is("shmmax", "5\n", "none of them changed it");
    is(set("shmmax", "18446744073709551615"), 20, "2^64 - 1 may be");
    setting_is("shmmax", "18446744073709551615\n", "and is read so");
}

static void test_ranges(void)
{
    fails(set("shmmni", "-1"), EINVAL, "SHMMNI -1 is EINVAL");
    fails(set("shmmni", "32769"), EINVAL, "SHMMNI 32769 is EINVAL");
    fails(set("shmmni", "99999999999"), EINVAL, "beyond an int: EINVAL");
    is(set("shmmni", "32768"), 5, "SHMMNI 32768 may be");
    is(set("shmmni", "0"), 1, "SHMMNI 0 as well");
    fails(fresh(1), ENOSPC, "then there is no segment at all");
    set("shmmni", "4096");
    fails(set("shm_next_id", "-1"), EINVAL, "next id -1 is EINVAL");
    fails(set("shm_next_id", "2147483648"), EINVAL, "2^31 is EINVAL");
}

static void test_shmmax(void)
{
    struct shminfo info;

    set("shmmax", "5000");
    int id = fresh(5000);
    ok(id >= 0, "a segment of SHMMAX bytes");
    fails(fresh(5001), EINVAL, "one byte more is EINVAL");
    shmctl(0, IPC_INFO, (void *)&info);
    is(info.shmmax, 5000, "IPC_INFO knows");
    set("shmmax", "100");
    ok(shmget(IPC_PRIVATE, 100, 0600) > id, "a lower limit takes hold at once");
    is(stat_of(id).shm_segsz, 5000, "what is there stays");
    set("shmmax", "18446744073709551615");
    fails(shmget(IPC_PRIVATE, -1ul, SHM_NORESERVE | 0600), ENOSPC,
          "2^64 - 1 bytes, if allowed, are ENOSPC");
    set("shmmax", "18446744073692774399");
    discard(id);
    discard(id + 1);
}

static void test_shmall(void)
{
    struct shminfo info;
    int a, b;

    set("shmall", "3");
    fails(fresh(3 * PAGE + 1), ENOSPC, "more than SHMALL pages are ENOSPC");
    fails(shmget(IPC_PRIVATE, 0, 0600), EINVAL, "a bad size comes first");
    a = fresh(PAGE + 1);
    ok(a >= 0, "two of the three pages");
    fails(fresh(PAGE + 1), ENOSPC, "two more are too many");
    b = fresh(1);
    ok(b >= 0, "one is not");
    void *at = shmat(a, NULL, 0);
    discard(a);
    fails(fresh(1), ENOSPC, "a removed segment counts while it is attached");
    shmdt(at);
    int c = fresh(2 * PAGE);
    ok(c >= 0, "and no longer");
    shmctl(0, IPC_INFO, (void *)&info);
    is(info.shmall, 3, "IPC_INFO knows");
    set("shmall", "18446744073692774399");
    discard(b);
    discard(c);
}

static void test_shmmni(void)
{
    struct shminfo info;
    int a = shmget(0x77, PAGE, IPC_CREAT | 0600);

    set("shmmni", "2");
    int b = fresh(1);
    ok(b >= 0, "the last that SHMMNI allows");
    fails(fresh(1), ENOSPC, "one more is ENOSPC");
    fails(shmget(IPC_PRIVATE, 0, 0600), EINVAL, "a bad size comes first");
    fails(shmget(0x78, 1, 0600), ENOENT, "so does an unknown key");
    is(shmget(0x77, 1, IPC_CREAT | 0600), a, "a known key needs no room");
    shmctl(0, IPC_INFO, (void *)&info);
    is(info.shmmni, 2, "IPC_INFO knows");
    is(info.shmseg, 2, "SHMSEG is the same");
    void *at = shmat(b, NULL, 0);
    discard(b);
    fails(fresh(1), ENOSPC, "a removed one counts while it is attached");
    shmdt(at);
    b = fresh(1);
    ok(b >= 0, "and no longer");
    set("shmmni", "4096");
    discard(a);
    discard(b);
}

static void test_next_id(void)
{
    char text[20];
    int wanted = 7 << 15 | 500, id;

    snprintf(text, sizeof(text), "%d", wanted);
    is(set("shm_next_id", text), strlen(text), "an id can be asked for");
    strcat(text, "\n");
    setting_is("shm_next_id", text, "it is read until it is given");
    id = fresh(1);
    is(id, wanted, "the next segment gets it");
    setting_is("shm_next_id", "-1\n", "once");
    set("shm_next_id", text);
    int above = fresh(1);
    is(above, wanted + 1, "if its slot is taken, the next above is given");
    is(stat_of(above).shm_perm.__seq, 7, "with the sequence number asked for");
    int usual = fresh(1);
    ok(usual < 500, "others go on where they were");
    set("shm_next_id", text);
    fails(fresh(0), EINVAL, "a call that fails early");
    setting_is("shm_next_id", text, "does not use it up");
    set("shmmni", "3");
    fails(fresh(1), ENOSPC, "nor one beyond SHMMNI");
    setting_is("shm_next_id", text, "uses it up");
    set("shmmni", "4096");
    discard(fresh(1));
    discard(id);
    discard(above);
    discard(usual);
}

int main(void)
{
    test_defaults();
    if (set("shmmax", "18446744073692774399") < 0) {
        skip(61, "the limits cannot be changed");
        return plan();
    }
    test_texts();
    test_ranges();
    test_shmmax();
    test_shmall();
    test_shmmni();
    test_next_id();
    return plan();
}
