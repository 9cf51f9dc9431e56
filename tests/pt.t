#!/usr/bin/env bash
# pt in the guest: what it says of two processes whose pages are known.
. tests/lib.sh
compile sharers "$work/root"
cp tests/guest/pt.sh "$work/root/tests/"

# part NAME: what the script has printed under that heading becomes the output.
part() {
    sed -e "1,/^== $1\$/d" -e '/^== /,$d' "$work/all" >"$work/out"
}
# pages SIZE STEP: run it with a segment of SIZE, touched at each STEP.
pages() {
    run --add "$work/root" --run "/tests/sharers $1 $2 'sh /tests/pt.sh 2>&1 | cat'"
    ends 0 "pt looks at a segment of $1 bytes"
    tr -d '\r' <"$work/out" >"$work/all"
    part facts
    read -r first second frame table <"$work/out"
}

# A line of /proc/PID/maps that holds the range, with its rights: what pt calls
# u (there is no other), w or c, x.
region_of() {
    local from=$((16#$1)) to=$((16#$2)) range rights rest
    while read -r range rights rest; do
        ((16#${range%-*} <= from && 16#${range#*-} > to)) && echo "$rights $rest"
    done <"$work/maps"
}
kind_of() {
    case $1 in
    r-xp*'00:01'*) echo 'program text' ;;
    r--p*'00:01'*) echo 'program constants' ;;
    *SYSV00001234*) echo 'segment 0 (key 0x1234)' ;;
    *'[heap]') echo heap ;;
    *'[stack]') echo stack ;;
    rw-p*'00:01'*) echo 'program data' ;;
    esac
}
# Does each line of the map lie in one region, with its rights and its name?
check_map() {
    local lines=0 range from to size may kind first what region name
    while read -r range size may kind first what; do
        from=${range%-*} to=${range#*-}
        region=$(region_of "$from" "$to")
        name=$(kind_of "$region")
        lines=$((lines + 1))
        [[ $region && $kind == 4K && $first == 0x*000 && $size == $(((16#$to + 1 - 16#$from) / 1024))K ]] &&
            [[ $may == u?[x-][l-] && (${may:1:1} == - || ${region:1:1} == w) ]] &&
            [[ ${may:2:1} == "${region:2:1}" && ($what == "$name" || ! $name && $what == p*) ]] ||
            echo "# $from $to $may $what: $region"
    done < <(grep -E '^[0-9a-f]{12}-' "$work/out")
    echo "# $lines lines"
}

pages 8192 8192
part maps
cp "$work/out" "$work/maps"
part map
check_map >"$work/check"
[[ $(cat "$work/check") == '# '[78]' lines' ]]
ok $? 'each range of pt map is in a region of /proc/PID/maps, with its rights'
cat "$work/check"
says "^100000000000-100000000fff    4K uw-l 4K $frame +segment 0 \\(key 0x1234\\)\$" \
    'and a segment has its number'
cp "$work/out" "$work/map"
part 'short map'
diff "$work/map" "$work/out" >/dev/null
ok $? 'pt PID is pt map PID'

# pair NAME ADDRESSES...: pt diff has a pair of lines that match, one after the
# other.
pair() {
    grep -A1 -E "^  sharers +$first +$2\$" "$work/out" | grep -Eq "^  sharers +$second +$3\$"
    ok $? "$1"
}
part diff
says "^4K, the first frame $frame, by way of a table that both use\$" 'pt diff finds the frame and the table that both have'
segment='segment 0 \(key 0x1234\)'
pair 'at two addresses, with the rights of each' "0x100000000000  uw-  $segment" "0x200000000000  u--  $segment"
pair 'also where the child has it by fork' "0x100000000000  uw-  $segment" "0x100000000000  uw-  $segment"
pair 'private memory until it is written' '0x7fffff[0-9a-f]+  uc-  private memory' '0x7fffff[0-9a-f]+  uc-  private memory'
pair 'and the program' '0x000000401000  u-x  program text' '0x000000401000  u-x  program text'
! grep -q stack <(sed '/^both/,$d' "$work/out")
ok $? 'but not the stack'
[[ $(sed "1,/^only sharers (pid $second)/d" "$work/out" | grep -c '^ *4K  \(stack\|private memory\)$') == 2 ]]
ok $? 'which it counts as its own'
both=$(grep '^both: [1-9]' "$work/out")
part 'diff the other way'
[[ $both && $(grep '^both: ' "$work/out") == "$both" ]]
ok $? 'both have the same from either side'
part 'diff with itself'
both=$(sed -n 's/^both: //p' "$work/out")
[[ $both == [1-9]*K && $(awk '/, the first frame/ { n += $1 } END { print n }' "$work/out")K == "$both" ]]
ok $? 'it counts each page of a run'
says '^only sharers \(pid [0-9]+\): 0K$' 'a process shares all with itself'

part who
says "^frame $frame: a page of a segment, 1 reference\$" 'pt who knows the owner'
[[ $(grep -cE "^  sharers .* $segment, by a link at level 2\$" "$work/out") == 3 ]]
ok $? 'and finds three attachments in two processes'
says "^  sharers +$second  0x200000000000  u--  $segment" 'each with its rights'
says "^  the kernel +0xffff8000$(printf %08x "$frame")  -w-  its map of all memory\$" 'and the kernel'
[[ $(wc -l <"$work/out") == 5 ]]
ok $? 'and nobody else'
part 'who has the table'
says "^frame $table: a page table, 4 references\$" 'a table is known as such'
[[ $(grep -cE "table of level 1, by a link: it belongs to $segment\$" "$work/out") == 3 ]]
ok $? 'with the three links to it'
part 'who has the tables above'
says "^  sharers +$first  0x[0-9a-f]+  its top table\$" 'a top table is known'
says "^  sharers +$first  0x100000000000  its table of level 3, from here on for 512G\$" 'and one of level 3'
says "^  sharers +$first  0x100000000000  its table of level 2, from here on for 1024M\$" 'and of level 2, each with its size'
part 'who has the kernel'
says '^frame 0x101000: of the kernel' "the kernel's image is known"
says '^  no process has it mapped$' 'and is mapped by no process'

part 'who keeps'
says "^frame 0x[0-9a-f]+: a private page of a process, 1 reference\$" 'a page that nobody may use has its frame'
says "^  sharers +$first  0x7fffff[0-9a-f]+  ---  private memory\$" 'and its process'

part walk
says '^  2 PD .* P (W )?U (A )?LINK NX$' 'pt walk shows a link'
says "^  level 2 is a link: the table below belongs to $segment,\$" 'and says whose table it leads to'
says "^  1 PT    $table +0 +0x[0-9a-f]+  P W U A D NX\$" 'which is the one that is shared'
says "^  physical address ${frame%000}010, uw-: $segment\$" 'the address behind it, and what it is'
cp "$work/out" "$work/walk"
part 'short walk'
diff "$work/walk" "$work/out" >/dev/null
ok $? 'pt PID ADDRESS is the same'
part 'walk of the other'
says "^  physical address $frame, u--: $segment\$" 'the other process may only read it'
part 'walk to nothing'
says "^  not there yet: $segment, rw-s; the first access brings the page\$" 'a page that nobody has touched'
says '^  nothing is mapped there$' 'and an address that is nobody'\''s'

part 'the dead'
says "^pt: process [0-9]+ has ended; its parent hasn't asked for it yet\$" 'who is dead has no tables'
part help
says '^usage: pt ' '--help shows all commands'
says '^status 0$' 'and is no mistake'

part wrong
# wrong ARGUMENTS STATUS TEXT: that is the answer.
wrong() {
    says "^$1: $2 $3\$" "pt $1"
}
wrong 'walk 0x800000000000' 1 ''
wrong 'walk 0x7fffffffffffffff' 1 ''
says '^0x800000000000 is not canonical: bits 63 to 47 must be equal' 'which it says'
for arguments in 'map 4321' 'diff 1 4321' 'walk 0x1000 4321'; do
    wrong "$arguments" 1 'pt: there is no process 4321'
done
wrong 99999999999999999999 1 'pt: there is no process 99999999999999999999'
wrong 'who 0xfffffffff000' 1 "pt: 0xfffffffff000 is no address of this machine's memory"
wrong 'who 0x8000000000000000' 1 "pt: 0x8000000000000000 is no address of this machine's memory"
wrong 'mop 1' 2 "pt: 'mop' is no command; they are walk, map, diff, who, kernel"
wrong '1 here' 2 "pt: 'here' is no address: write it like 0x401000"
wrong 'map me' 2 "pt: 'me' is no process: name it by its number, which ps shows"
wrong 'map -1' 2 "pt: '-1' is no process: name it by its number, which ps shows"
wrong 'walk here' 2 "pt: 'here' is no address: write it like 0x401000"
for address in 0x 0x12345678901234567 401000; do
    wrong "walk $address" 2 "pt: '$address' is no address: write it like 0x401000"
done
wrong 'who 4097' 2 "pt: '4097' is no address: write it like 0x401000"
for arguments in walk who diff 'diff 1' 'map 1 2' 'kernel 1' '0x1000 1 2'; do
    wrong "$arguments" 2 'usage: pt .*'
done
says '^pt: only root and its owner may see the tables of process 1$' "another's tables are his"
says '^pt: only root may see who has which frame$' 'and frames are root'\''s'
[[ $(grep -c '^status 1$' "$work/out") == 2 ]]
ok $? 'with status 1'
says '^from  ' 'but one may see one'\''s own'

# A space of many tables, and hardly a page: by links of level 3.
pages 0x40000000000 0x10000000000
part map
[[ $(grep -cE "uw-l 4K 0x[0-9a-f]+ .*$segment\$" "$work/out") == 4 ]]
ok $? 'four pages are found in four TiB'
part who
[[ $(grep -c 'by a link at level 3$' "$work/out") == 2 ]]
ok $? 'and links of level 3'

run --append hugepages=1 --add "$work/root" --run "/tests/sharers 0x200000 0x200000 'pt \$FIRST; pt who \$BEHIND' huge"
says '^100000000000-1000001fffff 2048K uw-l 2M 0x' 'a huge page is one of 2 MiB'
[[ $(grep -cE '^  sharers .*  0x[12]00000001000  u.-  segment 0' "$work/out") == 3 ]]
ok $? 'and each frame in it is found where it is'
finish
