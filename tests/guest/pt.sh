# pt in the guest, for tests/pt.t: started by sharers, whose pids and whose
# segment's first frame and table are in the environment.
echo "== facts"
echo "$FIRST $SECOND $FRAME $TABLE"
echo "== maps"
cat /proc/$FIRST/maps
echo "== map"
pt map $FIRST
echo "== short map"
pt $FIRST
echo "== diff"
pt diff $FIRST $SECOND
echo "== diff the other way"
pt diff $SECOND $FIRST
echo "== diff with itself"
pt diff $FIRST $FIRST
echo "== who"
pt who $FRAME
echo "== who has the table"
pt who $TABLE
echo "== who has the tables above"
pt walk 0x100000000010 $FIRST | while read level name table rest; do
    case $name in P*) pt who $table ;; esac
done
echo "== who has the kernel"
pt who 0x101000
echo "== who keeps"
pt who $KEPT
echo "== walk"
pt walk 0x100000000010 $FIRST
echo "== short walk"
pt $FIRST 0x100000000010
echo "== walk of the other"
pt walk 0x200000000000 $SECOND
echo "== walk to nothing"
pt walk 0x100000001000 $FIRST
pt walk 0x300000000000 $FIRST
echo "== the dead"
pt map $DEAD
echo "== help"
pt --help 2>/dev/null
echo "status $?"
echo "== wrong"
for arguments in 'walk 0x800000000000' 'walk 0x7fffffffffffffff' 'map 4321' 'diff 1 4321' \
    'walk 0x1000 4321' 'who 0xfffffffff000' 'who 0x8000000000000000' 'map me' 'mop 1' '1 here' 'diff 1 me' 'walk here' \
    'walk 0x' 'walk 0x12345678901234567' 'walk 401000' 'who 4097' 'map -1' '99999999999999999999' \
    walk who diff 'diff 1' 'map 1 2' 'kernel 1' '0x1000 1 2'; do
    pt $arguments >/dev/null 2>/tmp/told
    echo "$arguments: $? $(head -n 1 /tmp/told)"
done
pt walk 0x800000000000
su user -c 'pt map 1; echo "status $?"; pt who 0x101000; echo "status $?"; pt map $$ | head -n 1'
echo "== end"
