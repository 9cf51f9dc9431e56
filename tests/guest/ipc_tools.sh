# ipcs, ipcmk, ipcrm: the same must come out in the guest and on Linux. $1 is
# the program ipc_objects.
$1 || exit 1
for kind in '' -m -s -q -a '-m -s'; do
    for form in '' -t -p -c; do
        echo "ipcs $kind $form"
        ipcs $kind $form
    done
done
for form in -l -u; do
    ipcs -m $form
    ipcs -s $form
done
for command in 'ipcs -s -i 0' 'ipcs -m -i 0' 'ipcs -s -i 9' \
    'ipcs -m -i 9' 'ipcs -q -i 0' 'ipcs -i 0' 'ipcs -s -m -i 0' 'ipcs -s -i x' \
    'ipcmk -S 3' 'ipcmk -S 2 -p 600' 'ipcmk -S 0' 'ipcmk -S 32001' 'ipcmk -S x' \
    'ipcmk -S 1k' 'ipcmk -S 1 -M 10' 'ipcs' 'ipcrm -s 2 -s 3' 'ipcrm -s 2 -s 99' \
    'ipcrm -s x' 'ipcrm -S 0' 'ipcrm -S 0x7777' 'ipcrm -m 77' 'ipcrm sem' \
    'ipcrm sem x 3' 'ipcrm sem 99 4' 'ipcrm foo' 'ipcrm -afoo' 'ipcrm -S 0x7004' \
    'ipcs -s' 'ipcrm -asem'; do
    echo "$command"
    $command
    echo "ends with $?"
done
# Those who slept there end, which takes a moment.
while ipcs -m | grep dest >/dev/null; do :; done
ipcs
ipcmk -S 1
ipcrm -a
ipcs
# Segments alone: sizes in many forms, and all that is shown of them.
$1 shm
for command in 'ipcmk -M 1k' 'ipcmk -M 1K' 'ipcmk -M 1KiB' 'ipcmk -M 1KB' 'ipcmk -M 1kb' \
    'ipcmk -M 1Ki' 'ipcmk -M 1.5K' 'ipcmk -M 1.05K' 'ipcmk -M 1.5' 'ipcmk -M 1.' \
    'ipcmk -M .5K' 'ipcmk -M 1.5x' 'ipcmk -M 2M -p 0600' 'ipcmk -M 10 -p 666' \
    'ipcmk -M 0' 'ipcmk -M x' 'ipcmk -M 10x' 'ipcmk -M 5KiBx' 'ipcmk -M 16E' \
    'ipcmk -M 99999999999999999999' 'ipcmk -M -1' 'ipcmk -M 0x10' 'ipcmk -M 010' \
    'ipcmk -M 100 -p 01777' 'ipcs -m' 'ipcs -m -c' 'ipcs -m -p' 'ipcs -m -t' \
    'ipcs -m -u' 'ipcs -m -l' 'ipcs -mt' 'ipcs -m -t -p' 'ipcs -q' 'ipcs -q -t' \
    'ipcs -q -p' 'ipcs -q -c' 'ipcs -m -i 1x' 'ipcrm' 'ipcrm -m 77 -m 78' \
    'ipcrm -m -1' 'ipcrm -M 0x12345' 'ipcrm -M zz' 'ipcrm -M 0' 'ipcrm -M 0x7101' \
    'ipcrm shm' 'ipcrm shm 99' 'ipcrm -ashm' 'ipcs -m'; do
    echo "$command"
    $command
    echo "ends with $?"
done
$1 shm
id=0
while [ $id -lt 40 ]; do
    ipcs -m -i $id
    ipcrm shm $id
    id=$((id + 1))
done
ipcs -m
