/*
 * real_mode.S - the loader's first half; 16-bit real mode. Here we do, once,
 * everything that needs the BIOS:
 *
 *   1. see that the processor has long mode     4. read kernel and initrd there
 *   2. ask for the memory map                   5. open the A20 gate
 *   3. choose a place for the files             6. switch to protected mode
 *
 * Arrives from boot.S with DL = disk, all segments 0, stack below 0x7c00.
 * Read next: protected.S.
 */
#include "disk.h"

    .section .text.start, "ax"
    .code16
    .globl real_mode_start
real_mode_start:
    movb %dl, disk
    call check_processor
    call read_memory_map
    call choose_stage
    call read_files
    call open_a20

    /* 6. The far jump makes CS a 32-bit segment (SDM vol. 3A, 9.9.1). */
    cli
    lgdt gdt_pointer
    movl %cr0, %eax
    movl %eax, cr0_before
    orl $1, %eax                        /* CR0.PE */
    movl %eax, %cr0
    ljmpl $8, $protected_mode_start

/* CPUID exists where bit 21 of EFLAGS can be changed (SDM vol. 1, 20.1). */
check_processor:
    movw $text_no_long_mode, %si
    pushfl
    popl %eax
    movl %eax, %ecx
    xorl $1 << 21, %eax
    pushl %eax
    popfl
    pushfl
    popl %eax
    cmpl %eax, %ecx
    je complain
    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb complain
    movl $0x80000001, %eax
    cpuid
    testl $1 << 29, %edx
    jz complain
    ret

/* INT 15h, EAX = E820h: one range of memory at a time, EBX says which. */
read_memory_map:
    xorl %ebx, %ebx
    movw $memory_map, %di
1:  movl $1, 20(%di)                    /* old BIOSes leave the attributes */
    movl $0xe820, %eax
    movl $0x534d4150, %edx              /* "SMAP" */
    movl $MEMORY_MAP_ENTRY_SIZE, %ecx
    int $0x15
    jc 2f                               /* past the last one */
    cmpl $0x534d4150, %eax
    jne 2f
    addw $MEMORY_MAP_ENTRY_SIZE, %di
    incl memory_map_count
    cmpl $MEMORY_MAP_ENTRIES, memory_map_count
    je 2f
    testl %ebx, %ebx
    jnz 1b
2:  movw $text_no_memory_map, %si
    cmpl $0, memory_map_count
    je complain
    ret

/* The files go to the top of the highest usable memory below 4 GiB in which
 * there is room: far from the kernel's own place at 1 MiB, and the initrd can
 * stay where it is. */
choose_stage:
    movl KERNEL_FILE + FILE_SIZE, %ecx
    addl $4095, %ecx
    andl $~4095, %ecx
    movl %ecx, initrd_address           /* from `stage`, for now */
    addl INITRD_FILE + FILE_SIZE, %ecx
    movw $text_no_room, %si
    jc complain

    movw $memory_map, %di
    movw memory_map_count, %bp
1:  cmpl $1, 16(%di)                    /* usable memory? */
    jne 3f
    testb $1, 20(%di)                   /* not to be ignored? */
    jz 3f
    cmpl $0, 4(%di)                     /* begins below 4 GiB? */
    jne 3f
    movl (%di), %eax
    addl 8(%di), %eax
    sbbl %edx, %edx                     /* and ends there? */
    orl 12(%di), %edx
    jz 2f
    movl $0xfffff000, %eax              /* no: as good as there */
2:  subl %ecx, %eax
    jb 3f
    andl $~4095, %eax
    cmpl (%di), %eax
    jb 3f
    cmpl $0x100000, %eax
    jb 3f
    cmpl stage, %eax
    jb 3f
    movl %eax, stage
3:  addw $MEMORY_MAP_ENTRY_SIZE, %di
    decw %bp
    jnz 1b

    movl stage, %eax
    testl %eax, %eax
    jz complain
    addl %eax, initrd_address
    ret

read_files:
    movl KERNEL_FILE + FILE_SECTOR, %ebx
    movl KERNEL_FILE + FILE_SIZE, %ecx
    movl stage, %edi
    call read_file
    movl INITRD_FILE + FILE_SECTOR, %ebx
    movl INITRD_FILE + FILE_SIZE, %ecx
    movl initrd_address, %edi

/* Read ECX bytes from sector EBX on to address EDI, which real mode doesn't
 * reach: the BIOS reads into our buffer, and moves that up. */
read_file:
    addl $SECTOR_SIZE - 1, %ecx
    shrl $9, %ecx                       /* how many sectors are left */
1:  jecxz 3f
    movl %ecx, %ebp
    cmpl $BUFFER_SECTORS, %ebp
    jbe 2f
    movl $BUFFER_SECTORS, %ebp
2:  call read_sectors
    call move_up
    addl %ebp, %ebx
    subl %ebp, %ecx
    shll $9, %ebp
    addl %ebp, %edi
    jmp 1b
3:  ret

/* Read BP sectors from sector EBX on into the buffer; three tries. */
read_sectors:
    pushal
    movl %ebx, packet_from
    movw $3, %cx
1:  movw %bp, packet_sectors            /* a failed read changes it */
    movw $packet, %si
    movb disk, %dl
    movb $0x42, %ah                     /* INT 13h: extended read */
    int $0x13
    jnc 2f
    movb $0, %ah                        /* INT 13h: reset the disk */
    int $0x13
    loop 1b
    movw $text_read_error, %si
    jmp complain
2:  popal
    ret

/* Move BP sectors from the buffer to address EDI. */
move_up:
    pushal
    movl %edi, move_to + 2              /* base bits 0..23 and, again, .. */
    movb $0x93, move_to + 5             /* .. writable data, ring 0 */
    shrl $24, %edi
    movl %edi, %eax
    movb %al, move_to + 7               /* base bits 24..31 */
    movw %bp, %cx
    shlw $8, %cx                        /* in words */
    movw $move_segments, %si
    movb $0x87, %ah                     /* INT 15h: move a block */
    int $0x15
    movw $text_move_error, %si
    jc complain
    popal
    ret

/* While the A20 gate is shut, address bit 20 is 0 and memory wraps at 1 MiB,
 * as it did on the 8086. Ask the BIOS, then the chipset, then the keyboard
 * controller, to which the gate was first wired. All calls of the BIOS lie
 * behind us: moving a block it opens the gate, and may shut it again. */
open_a20:
    call a20_is_open
    jne 3f

    movw $0x2401, %ax                   /* INT 15h: open A20 */
    int $0x15
    call a20_is_open
    jne 3f

    inb $0x92, %al
    orb $2, %al
    andb $0xfe, %al                     /* bit 0 would reset the machine */
    outb %al, $0x92
    call a20_is_open
    jne 3f

    call keyboard_wait
    movb $0xd1, %al                     /* write the output port .. */
    outb %al, $0x64
    call keyboard_wait
    movb $0xdf, %al                     /* .. with A20 open and no reset */
    outb %al, $0x60
    call keyboard_wait
    call a20_is_open
    movw $text_a20_shut, %si
    je complain
3:  ret

/* Until the keyboard controller takes a byte, but not for ever. */
keyboard_wait:
    xorw %cx, %cx
1:  inb $0x64, %al
    testb $2, %al
    loopnz 1b
    ret

/* Returns ZF clear when A20 is open: 0000:7dfe and ffff:7e0e are 1 MiB apart,
 * and differ at some time while we count up one of them. */
a20_is_open:
    movw $0xffff, %ax
    movw %ax, %fs
    movw BOOT_ADDRESS + 510, %bx
    movw $1000, %cx                     /* the gate may take a moment */
1:  incw BOOT_ADDRESS + 510
    inb $0x80, %al                      /* about a microsecond */
    movw %fs:BOOT_ADDRESS + 510 + 16, %ax
    cmpw %ax, BOOT_ADDRESS + 510
    loope 1b
    movw %bx, BOOT_ADDRESS + 510        /* moves leave the flags alone */
    ret

#include "complain.S"

text_no_long_mode:
    .ascii "Commons needs a 64-bit processor, and this one has no long "
    .ascii "mode: use an x86-64 machine (in QEMU: qemu-system-x86_64 -cpu "
    .asciz "qemu64 or max).\r\n"
text_no_memory_map:
    .ascii "Commons: the BIOS gives no memory map (INT 15h, E820h): boot "
    .asciz "this machine with GRUB instead.\r\n"
text_a20_shut:
    .ascii "Commons: the A20 gate stays shut, so every other megabyte is "
    .asciz "out of reach: look for A20 in the firmware's setup.\r\n"
text_no_room:
    .ascii "Commons: there is too little memory for the kernel and its "
    .asciz "initrd: give the machine more (in QEMU: -m 128M).\r\n"
text_read_error:
    .ascii "Commons: the disk can't be read: the image may be cut short; "
    .asciz "write it anew.\r\n"
text_move_error:
    .ascii "Commons: the BIOS can't write above 1 MiB (INT 15h, 87h): "
    .asciz "boot this machine with GRUB instead.\r\n"

    .data
    .balign 8
packet:                                 /* for INT 13h, 42h */
    .byte 16, 0
packet_sectors:
    .word 0
    .word 0, BUFFER_ADDRESS >> 4        /* to where: offset, segment */
packet_from:
    .quad 0

    .balign 8
move_segments:                          /* for INT 15h, 87h: a GDT */
    .quad 0, 0                          /* null, itself */
    .quad 0x0000930000000000 | BUFFER_ADDRESS << 16 | 0xffff
move_to:
    .quad 0x000093000000ffff
    .quad 0, 0                          /* the BIOS's own code and stack */

    .balign 8
gdt:                                    /* SDM vol. 3A, 3.4.5 */
    .quad 0
    .quad 0x00cf9b000000ffff            /* 8: code, ring 0, 32-bit, 4 GiB */
    .quad 0x00cf93000000ffff            /* 16: data, ring 0, 4 GiB */
gdt_pointer:
    .word . - gdt - 1
    .long gdt

    .balign 4
    .globl stage, initrd_address, memory_map_count, cr0_before
stage:              .long 0             /* where the kernel's file is */
initrd_address:     .long 0
memory_map_count:   .long 0
cr0_before:         .long 0
disk:               .byte 0

    .bss
    .balign 8
    .globl memory_map
memory_map:         .skip MEMORY_MAP_ENTRIES * MEMORY_MAP_ENTRY_SIZE

    .section .note.GNU-stack, "", @progbits
