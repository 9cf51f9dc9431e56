/*
 * constants.js - what the numbers in system calls are called. They are Linux's
 * (x86-64).
 */

/* Names of bits, by call, or by the name of the argument. */
const FLAGS = {
    shmget: {
        IPC_CREAT: 0o1000,
        IPC_EXCL: 0o2000,
        SHM_HUGETLB: 0o4000,
        SHM_NORESERVE: 0o10000,
    },
    semget: { IPC_CREAT: 0o1000, IPC_EXCL: 0o2000 },
    shmat: {
        SHM_RDONLY: 0o10000,
        SHM_RND: 0o20000,
        SHM_REMAP: 0o40000,
        SHM_EXEC: 0o100000,
    },
    prot: { PROT_READ: 1, PROT_WRITE: 2, PROT_EXEC: 4 },
    mmap: {
        MAP_SHARED: 1,
        MAP_PRIVATE: 2,
        MAP_FIXED: 16,
        MAP_ANONYMOUS: 32,
        MAP_NORESERVE: 0x4000,
        MAP_POPULATE: 0x8000,
    },
    open: {
        O_WRONLY: 1,
        O_RDWR: 2,
        O_CREAT: 0o100,
        O_EXCL: 0o200,
        O_TRUNC: 0o1000,
        O_APPEND: 0o2000,
        O_NONBLOCK: 0o4000,
        O_DIRECTORY: 0o200000,
        O_CLOEXEC: 0o2000000,
    },
    wait4: { WNOHANG: 1, WUNTRACED: 2, WCONTINUED: 8 },
};
FLAGS.openat = FLAGS.open;

const IPC_COMMANDS = {
    0: 'IPC_RMID',
    1: 'IPC_SET',
    2: 'IPC_STAT',
    3: 'IPC_INFO',
};

/* Names of values, by call and argument. */
const VALUES = {
    'shmctl cmd': {
        ...IPC_COMMANDS,
        11: 'SHM_LOCK',
        12: 'SHM_UNLOCK',
        13: 'SHM_STAT',
        14: 'SHM_INFO',
        15: 'SHM_STAT_ANY',
    },
    'semctl cmd': {
        ...IPC_COMMANDS,
        11: 'GETPID',
        12: 'GETVAL',
        13: 'GETALL',
        14: 'GETNCNT',
        15: 'GETZCNT',
        16: 'SETVAL',
        17: 'SETALL',
        18: 'SEM_STAT',
        19: 'SEM_INFO',
        20: 'SEM_STAT_ANY',
    },
    'ioctl request': {
        0x5401: 'TCGETS',
        0x5402: 'TCSETS',
        0x5403: 'TCSETSW',
        0x5404: 'TCSETSF',
        0x540e: 'TIOCSCTTY',
        0x540f: 'TIOCGPGRP',
        0x5410: 'TIOCSPGRP',
        0x5413: 'TIOCGWINSZ',
        0x5414: 'TIOCSWINSZ',
        0x5422: 'TIOCNOTTY',
        0x5429: 'TIOCGSID',
    },
    'fcntl cmd': {
        0: 'F_DUPFD',
        1: 'F_GETFD',
        2: 'F_SETFD',
        3: 'F_GETFL',
        4: 'F_SETFL',
        0x406: 'F_DUPFD_CLOEXEC',
    },
    'lseek whence': { 0: 'SEEK_SET', 1: 'SEEK_CUR', 2: 'SEEK_END' },
    'rt_sigprocmask how': {
        0: 'SIG_BLOCK',
        1: 'SIG_UNBLOCK',
        2: 'SIG_SETMASK',
    },
    'arch_prctl code': { 0x1002: 'ARCH_SET_FS', 0x1003: 'ARCH_GET_FS' },
};
