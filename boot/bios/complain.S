/*
 * complain.S - how a boot in real mode ends badly; 16-bit code, included by
 * the boot sector and by the loader.
 *
 * Jump to `complain` with a text at DS:SI: it goes to the screen, by the
 * BIOS, and to COM1. Then the machine stops; QEMU with an exit device ends.
 */
    .code16
complain:
    movw $0x3fb, %dx                    /* COM1: 115200 baud, 8N1 */
    movb $0x80, %al
    outb %al, %dx
    movw $0x3f8, %dx
    movb $1, %al
    outb %al, %dx
    incw %dx
    decw %ax
    outb %al, %dx
    movw $0x3fb, %dx
    movb $3, %al
    outb %al, %dx

1:  lodsb
    testb %al, %al
    jz 3f
    pushw %ax
    movb $0x0e, %ah                     /* INT 10h: teletype */
    movw $7, %bx
    int $0x10
    movw $0x3fd, %dx
    xorw %cx, %cx                       /* a missing port must not hang us */
2:  inb %dx, %al
    testb $0x20, %al
    loopz 2b
    popw %ax
    movw $0x3f8, %dx
    outb %al, %dx
    jmp 1b

3:  movb $EXIT_LOADER_FAILED, %al
    outb %al, $EXIT_PORT
4:  hlt
    jmp 4b
