#!/usr/bin/env bash
# watch in the guest: what it draws, and how it ends.
. tests/lib.sh
mkdir -p "$work/root/tests"
cp tests/guest/watch.sh "$work/root/tests/"
run --add "$work/root" --run 'sh /tests/watch.sh'
ends 0 'watch ends'
tr -d '\r' <"$work/out" | sed $'s/\e\[K$//; s/\e/ESC/g' >"$work/all"

# part NAME: what was drawn under that heading becomes the output.
part() {
    sed -e "1,/^== $1\$/d" -e '/^== /,$d' "$work/all" >"$work/out"
}
# drawn LINE TIMES NAME: so often this very line is there.
drawn() {
    [[ $(grep -cFx -- "$1" "$work/out") == "$2" ]]
    ok $? "$3"
}

part '-n 0.1'
says '^ESC\[2JESC\[HEvery 0\.1s: sh /tmp/command; true +[a-z]+: [A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} [0-9]{4}$' \
    'a clear screen, and a line on top'
for n in 0 1 2; do
    drawn "run $n of it" 1 "run $n is shown"
done
drawn 'it stays the same       after a tab' 3 'as a terminal would show it'
drawn 'an error' 3 'errors, too'
[[ $(grep -c '^\(ESC\[2J\)\?ESC\[H\|ESC\[H' "$work/out") == 3 ]]
ok $? 'each in the place of the one before'
! grep -q 'ESC\[7m' "$work/out"
ok $? 'nothing is highlighted'
drawn 'status 0' 1 'a signal ends it well'
says '^ESC\[KESC\[0m$' 'in plain, on a line of its own'
drawn '4' 1 'at once: what came so far is not drawn'
[[ $(wc -l <"$work/out") == $((3 * 24 + 3)) ]]
ok $? 'and each fills the 25 rows of the screen'

part '-d -n 1.1'
drawn 'run 0 of it' 1 'with -d the first run is plain'
drawn 'run ESC[7m1ESC[0m of it' 1 'then what has changed is highlighted'
drawn 'run ESC[7m2ESC[0m of it' 1 'again'
drawn 'it stays the same       after a tab' 3 'and what has not is not'
gone='ESC[7m   ESC[0m ESC[7m  ESC[0m ESC[7m   ESC[0m ESC[7m    ESC[0m ESC[7m   ESC[0m'
drawn "$gone" 1 'a line that is gone is highlighted where it was'
[[ $(grep -c 'Every' "$work/out") == 3 ]] && ! grep -q 'Every.*ESC\[7m' "$work/out"
ok $? 'but never the time'

part '-d -t -n 0.1'
! grep -q Every "$work/out"
ok $? 'with -t there is no line on top'
says '^ESC\[2JESC\[Hrun 0 of it$' 'the command begins there'
says 'ESC\[Hrun ESC\[7m1ESC\[0m of it$' 'and is compared, too'

part -g
drawn 'status 0' 1 'with -g it ends when something changes'
drawn 1 1 'and shows it'
part '-g, and only the time changes'
drawn 3 1 'the time alone is no change'
part '-g -t'
[[ $(grep -c 'ESC\[H' "$work/out") == 2 ]]
ok $? 'without a line on top the first one counts'
part 'too much'
says 'ESC\[HEvery 0\.1s: ' 'there is a time between two runs'
drawn "$(printf %080d 0)" 2 'a line that is too long'
drawn 0000000007 2 'goes on below'
[[ $(grep -c '^20' "$work/out") == 2 && $(grep -c '^21' "$work/out") == 0 ]]
ok $? 'the screen is filled, and no more'

part wrong
says '^usage: watch' 'no command'
says "^watch: 'soon' is no time: -n takes seconds, like 0.5\$" 'no time'
says "^watch: '5x' is no time" 'none that ends so'
[[ $(grep -c '^usage: watch' "$work/out") == 3 ]]
ok $? 'no such option'
[[ $(grep -c '^status 1$' "$work/out") == 5 ]]
ok $? 'end with status 1'

# At a terminal: Ctrl-C as soon as there is something to see.
mkfifo "$work/keys"
timeout 60 tools/run --interactive --append nodemo <"$work/keys" >"$work/out" 2>&1 &
exec 3>"$work/keys"
printf 'watch -n 50 echo something to see\n' >&3
until grep -q '^something to see' "$work/out"; do sleep 0.1; done
printf '\3echo after it $?\nexit 6\n' >&3
wait $!
status=$?
exec 3>&-
ends 6 'Ctrl-C ends watch, not the shell'
says '^after it 0' 'which goes on'
finish
