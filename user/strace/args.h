/* args.h - how arguments are shown: what the table of calls is made of. All
 * are arg_shower functions (strace.h); `late` ones need the result. */
#pragma once
#include "strace/strace.h"

/* args.c: numbers, addresses, texts */
arg_shower arg_int, arg_unsigned, arg_long, arg_hex, arg_pointer, arg_octal,
    arg_fd_at, arg_path, arg_written, arg_read, arg_text_out, arg_key,
    arg_semctl, arg_fcntl, arg_words;
void put_pointer(uint64_t address);
void put_quoted(const char *text, size_t length, bool more);

/* names.c: flags and values */
arg_shower arg_open_flags, arg_open_mode, arg_prot, arg_map, arg_remap,
    arg_msync, arg_advice, arg_access, arg_whence, arg_at_flags, arg_fd_command,
    arg_ioctl, arg_ipc_flags, arg_shmget, arg_shmat, arg_ipc_command,
    arg_sem_command, arg_signal, arg_mask_how, arg_wait, arg_clock, arg_futex,
    arg_resource, arg_pipe_flags, arg_random, arg_arch, arg_lock_all, arg_who,
    arg_timer, arg_clock_flags, arg_priority, arg_fault_lock, arg_remap_new;
void put_sem_flags(uint64_t flags);
void put_action_flags(uint64_t flags);
void put_file_mode(uint64_t mode);
void put_opened(uint64_t flags);

/* structs.c: what lies behind a pointer */
arg_shower arg_status, arg_fds, arg_time, arg_operations, arg_action, arg_mask,
    arg_stat, arg_limit;
