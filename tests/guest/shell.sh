# The shell and the small programs: what this prints must be the same on Linux.
# Each part runs in a fresh folder.
mkdir work; cd work

echo one two   three "four  five" 'six"' \$HOME
echo a >f; echo b >>f; cat f; cat <f | wc -l | grep -c 2
echo to-stderr 2>&1 >/dev/null | cat
cat no-such-file 2>/dev/null || echo failed
true && echo and; false || echo or; ! false && echo not
if test -f f; then echo file; else echo none; fi
[ -d . ] && [ ! -d f ] && [ 3 -lt 20 ] && [ abc = abc ] && echo tested
for i in 1 2 3; do echo "i=$i"; done
n=0; while [ $n -lt 3 ]; do n=$((n + 1)); done; echo $n $((7 * 6))
until true; do echo never; done
x=value; echo "$x ${x} ${y:-default} ${#x}"
echo "$(echo inner; echo lines)"
(cd /; pwd; exit 4); echo $?
sh -c 'exit 7'; echo $?
sh -c 'kill -TERM $$' ; echo $?
seq 3 | head -n 2; seq 2 4 | wc -l | grep -c 3
echo *; echo f?le f* '*'
set -- p q r; echo $# $1 "$@"; shift; echo $*
sleep 0.01 & wait; echo waited
mkdir d; echo x >d/inner; ls d; rm -r d; ls d 2>/dev/null || echo gone
echo grep me >g; echo not >>g; grep me g; grep -v me g; grep -q no g && echo quiet
read a b <g; echo "$b-$a"
i=0; while read line; do i=$((i + 1)); done <g; echo $i
echo done | while read w; do echo "got $w"; done
trap_free=1; export trap_free; env | grep trap_free
sh -c 'echo $0 $1' name arg
umask 022; : >u; [ -s u ] || echo empty; rmdir . 2>/dev/null || echo busy
