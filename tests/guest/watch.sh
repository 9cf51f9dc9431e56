# watch in the guest, for tests/watch.t: a command that says something else each
# time, and ends watch in its fourth run.
cat >/tmp/command <<'F'
n=$(cat /tmp/runs)
echo $((n + 1)) >/tmp/runs
echo "run $n of it"
echo "always the same	after a tab"
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
echo "== wrong"
watch
echo "status $?"
watch -n soon true
echo "status $?"
watch -n
echo "status $?"
echo "== end"
