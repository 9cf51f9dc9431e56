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
