# strace in the guest, for tests/strace.t: each part begins with a line ==.
traced=/tests/traced

echo "== calls"
strace -o /tmp/calls $traced die
echo "status $?"
cat /tmp/calls
echo "== touch"
strace -e %ipc,read $traced touch
echo "== pages"
strace --pages -e none $traced touch
echo "== words"
strace -e execve echo one two three four five six seven eight nine ten eleven
echo "== tables"
strace -P -f -e none sh -c '/bin/true; exit 0'
echo "== nowhere"
strace -P -e none /bin/sinners/read_null
strace -e none /bin/sinners/write_text
echo "== follow"
strace -f sh -c 'sleep 0.1 & wait; exit 5'
echo "status $?"
strace -f -o /tmp/follow sh -c '(true); true'
cat /tmp/follow
echo "== count"
strace -c sh -c 'test -e /no/such/file; cd /no/such; true'
echo "== count some"
strace -c -e chdir sh -c 'cd /no/such; cd /'
echo "== only"
strace -e trace=brk,exit_group true
strace -e '!execve,arch_prctl' true
strace -e none true

echo "== attach"
shm_server -s >/tmp/server &
until grep -q waiting /tmp/server; do sleep 0.1; done
strace -P -p $! 2>/tmp/told &
until grep -q attached /tmp/told; do sleep 0.1; done
shm_client -s
wait
cat /tmp/told /proc/trace

echo "== terminated"
rm /tmp/told
sleep 100 &
sleeper=$!
strace -p $sleeper 2>/tmp/told &
until grep -q attached /tmp/told; do sleep 0.1; done
kill -TERM $!
wait $!
echo "status $?"
cat /tmp/told /proc/trace
echo "== killed"
strace -e none -p $sleeper &
while grep -q 'kinds 0x0' /proc/trace; do sleep 0.1; done
kill -KILL $!
until grep -q 'kinds 0x0' /proc/trace; do sleep 0.1; done
echo "the trace is off"
kill $sleeper

echo "== lost"
strace -o /tmp/lost -e getppid $traced many &
until test -e /tmp/ready; do sleep 0.1; done
touch /tmp/go
until test -e /tmp/done; do sleep 0.1; done
kill -CONT $!
until grep -q 'kinds 0x0' /proc/trace; do sleep 0.1; done
grep -c getppid /tmp/lost
grep strace: /tmp/lost

echo "== wrong"
strace no-such-program
echo "status $?"
strace /etc/motd
echo "status $?"
strace
echo "status $?"
strace -p 4321
echo "status $?"
strace -p me
echo "status $?"
sh -c 'exec strace -p $$'
echo "status $?"
strace -e nothing true
echo "status $?"
strace -e %nothing true
echo "status $?"
strace -o /no/such/file true
echo "status $?"
strace strace true
su user -c 'strace true'
echo "status $?"
echo "== end"
