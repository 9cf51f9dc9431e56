#!/usr/bin/env bash
# What is typed at the serial port, though nobody waits for it yet.
. tests/lib.sh

# types TEXT OPTION...: run with TEXT on standard input.
types() {
    printf '%b' "$1" |
        timeout 60 tools/run --interactive "${@:2}" >"$work/out" 2>&1
    status=$?
}

types 'echo $((6 * 7))\necho second\nexit 6\n'
ends 6 'exit N of an interactive shell is the exit status'
says '^42$' 'what is typed ahead arrives'
says '# echo \$\(\(6 \* 7\)\)$' 'it is echoed when it is read, behind the prompt'
says '# echo second$' 'line by line'

types 'false\nexit\n' --append nodemo
ends 0 'exit alone is no failure'
types 'echo no newline' --append nodemo
ends 0 'the end of the input is that of an unfinished line'
says '# echo no newlineno newline$' 'which is obeyed'
types 'echo at-the-en\bnd\nfalse\n' --append nodemo
says '^at-the-end$' 'erasing works on what is typed ahead'
ends 0 'the end of the input is Ctrl-D'
types 'sh -c "exit 5"\nexit $?\n' --append nodemo --road grub
ends 5 'the same on the GRUB road'

lines=$(printf ': a line of forty characters, more or less\\n%.0s' {1..300})
types "${lines}echo all of \$((2 * 150))\nexit\n" --append nodemo
says '^all of 300$' 'more than the terminal can hold waits outside'
[[ $(grep -c '# : a line of forty characters, more or less$' "$work/out") == 300 ]]
ok $? 'and no line is lost'

types 'sleep 50\nexit 3\n\3echo after\nexit 4\n' --append nodemo
ends 4 'Ctrl-C acts at once, and drops what was typed before'

lines=$(printf ': a line that is never obeyed, since it is flushed\\n%.0s' {1..200})
compile flush "$work/root"
types "/tests/flush\n${lines}goon\nexit 5\n" --append nodemo --add "$work/root"
ends 5 'a full terminal that is flushed takes more'
# The line comes when the program sleeps, as a rule; it may be there before.
compile poll "$work/root"
{ printf '/tests/poll terminal\n'; sleep 2; printf 'hello\n'; sleep 1; printf 'exit 8\n'; } |
    timeout 60 tools/run --interactive --append nodemo --add "$work/root" >"$work/out" 2>&1
status=$?
ends 8 'a program polls the terminal'
says '^hello$' 'what is typed then is echoed'
says '^polled 1, then read hello$' 'and wakes it'
finish
