# The shell and the small programs: what this prints must be the same on Linux.
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

# Files and filters.
echo one >c1; cp c1 c2; cat c2; mkdir cd; cp c1 c2 cd; ls cd; cp c1 cd/new
cp -r cd cd2; ls cd2; mv c1 c3; ls c1 2>/dev/null || cat c3; mv c3 cd; ls cd
cp none c9 2>/dev/null || echo no copy; mv none c9 2>/dev/null || echo no move
cp cd c9 2>/dev/null || echo a folder; cp c2 c2 2>/dev/null || echo the same
touch t1 t2; ls t1 t2; touch t1; [ -s t1 ] || echo still empty
seq 20 | tail -n 3; seq 20 | tail -2; seq 12 >s; tail s | head -n 1; seq 5 | tail -n +4
printf abcdef | tail -c 2; echo; seq 20 | head -2; printf abcdef | head -c 3; echo
printf '%s-%d|%5s|%-5s|%03d|%x|%c|%%\n' a 7 b c 5 255 xyz; printf '%s\n' 1 2 3
printf 'a\tb\\n\n'; printf '\101\n'; printf 'no newline'; echo; printf '%s %s\n' 1 2 3
which sh >/dev/null && echo found; which no-such-program || echo not found
printf 'Abc\nabd\nxyz\na.c\n' >r; grep -i ABC r; grep '^a' r; grep 'c$' r; grep 'a.*d' r
grep -F a.c r; grep 'a\.c' r; grep '[xd]' r; grep -n xyz r; grep -v '^[^x]' r
mkdir cd/sub; touch cd/sub/f; ls -R cd; ls -R cd2 cd/sub/f; ls cd cd2 r

# Back quotes, case, here-documents.
echo `echo in back quotes` "`echo \"quoted\"`" `echo \`echo nested\``
for w in apple bob 'c d' '*'; do
    case $w in
        a*) echo "$w: a";;
        b?b|x) echo "$w: b" ;;
        'c d') echo "$w: c" ; echo more ;;
        "*") echo star;;
    esac
done
case x in y) echo no;; esac; echo $?
case $((1 + 1)) in (2) echo two; esac
x=var; cat <<END
$x $(echo sub) `echo back` "quoted" \$x
  indented
END
cat <<'END' | tail -1
first
$x stays
END
cat <<A; cat <<B
a
A
b
B
while read l; do echo "<$l>"; done <<END
1
2
END
if true; then cat <<-END
	tab gone
	END
fi
sh -c 'sleep 5 & kill %1 2>/dev/null || kill $!; wait $! 2>/dev/null; echo killed $?'
