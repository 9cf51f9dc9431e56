/*
 * boot.S - the boot sector, where our own code begins; 16-bit real mode.
 *
 * The BIOS loads these 512 bytes at 0x7c00 and jumps there with the number of
 * the disk in DL. We read the next 63 sectors behind us (disk.h), check that
 * they are whole, and go on in real_mode.S.
 */
#include "disk.h"

    .text
    .code16
    .globl boot_start
boot_start:
    ljmp $0, $1f                        /* some BIOSes start us at 07c0:0000 */
1:  cld
    xorw %ax, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    movw $BOOT_ADDRESS, %sp

    movb $0x41, %ah                     /* INT 13h: are there extensions? */
    movw $0x55aa, %bx
    pushw %dx
    int $0x13
    popw %dx
    movw $text_no_extensions, %si
    jc complain
    cmpw $0xaa55, %bx
    jne complain
    testb $1, %cl                       /* reading by sector number? */
    jz complain

    movw $packet, %si
    movb $0x42, %ah                     /* INT 13h: extended read */
    pushw %dx
    int $0x13
    popw %dx
    movw $text_read_error, %si
    jc complain

    movw $text_broken, %si
    cmpl $DISK_MAGIC_0, HEADER_ADDRESS
    jne complain
    cmpl $DISK_MAGIC_1, HEADER_ADDRESS + 4
    jne complain
    movw $HEADER_SUMMED, %di            /* disk_checksum() in disk.h */
    xorl %eax, %eax
2:  roll $1, %eax
    addl (%di), %eax
    addw $4, %di
    cmpw $FILES_ADDRESS, %di
    jne 2b
    cmpl %eax, HEADER_CHECKSUM
    jne complain
    ljmp $0, $LOADER_ADDRESS

    .balign 4
packet:
    .byte 16, 0                         /* size of this packet */
    .word FILES_SECTOR - HEADER_SECTOR  /* how many sectors */
    .word HEADER_ADDRESS, 0             /* to where: offset, segment */
    .quad HEADER_SECTOR                 /* from where */

#include "complain.S"

text_no_extensions:
    .ascii "Commons: the BIOS can't read this disk by sector number; boot "
    .asciz "it as a hard disk.\r\n"
text_read_error:
    .asciz "Commons: the disk can't be read; write the image anew.\r\n"
text_broken:
    .ascii "Commons: the loader on this disk is damaged; write the image "
    .asciz "anew.\r\n"

    .org PARTITION_TABLE                /* filled by tools/mkimage.c */
    .org 510
    .word 0xaa55

    .section .note.GNU-stack, "", @progbits
