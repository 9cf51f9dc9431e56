# watch in the guest, for tests/watch.t: a command that says something else each
# time, and ends watch in its fourth run.
cat >/tmp/command <<'F'
n=$(cat /tmp/runs)
echo $((n + 1)) >/tmp/runs
echo "run $n of it"
echo "it stays the same	after a tab"
echo "an error" >&2
if test $n -lt 2; then echo "not in the last run"; fi
if test $n = 3; then kill -TERM $(cat /tmp/pid); fi
F
for options in '-n 0.1' '-d -n 1.1' '-d -t -n 0.1'; do
    echo 0 >/tmp/runs
    echo "== $options"
    watch $options sh '/tmp/command; true' &
    echo $! >/tmp/pid
    wait $!
    echo "status $?"
    cat /tmp/runs
done
echo "== -g"
echo 0 >/tmp/runs
watch -g -n 0.1 'cat /tmp/runs; echo 1 >/tmp/runs'
echo "status $?"
echo "== -g, and only the time changes"
echo 0 >/tmp/runs
watch -g -n 1.1 'n=$(cat /tmp/runs); echo $((n + 1)) >/tmp/runs
    if test $n = 2; then echo new; fi'
cat /tmp/runs
echo "== -g -t"
echo 0 >/tmp/runs
watch -g -t -n 0 'cat /tmp/runs; echo 1 >/tmp/runs'
echo "== too much"
echo 0 >/tmp/runs
watch -g -n 0 'cat /tmp/runs; echo 1 >/tmp/runs; printf "%090d\n" 7; seq 100'
echo "== wrong"
watch
echo "status $?"
watch -n soon true
echo "status $?"
watch -n
echo "status $?"
watch -n 5x true
echo "status $?"
watch -x true
echo "status $?"
echo "== end"
