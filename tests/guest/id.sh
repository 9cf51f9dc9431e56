# id for many kinds of processes: the same must come out in the guest and on
# Linux. $1 is the program as.c.
for ids in '0 0 0 0' '0 0 0 0 0' '0 0 0 0 0 4321' '4321 4321 4321 4321' \
    '4321 4321 4321 4321 4321 5432 0' '4321 5432 6543 7654' \
    '4321 0 4321 0' '0 4321 0 4321 7007 8008' '4321 4321 0 5432 5432 5432 6543'; do
    for how in '' -u -g -G -ur -gr -Gr -un -gn -Gn -unr '-g -r' root '-Gn root'; do
        echo "$ids: id $how"
        $1 $ids -- id $how
        echo "ends with $?"
    done
done
for wrong in '-n' '-r' '-u -g' 'no-such-user-4321' '-u no-such-user-4321'; do
    echo "id $wrong"
    id $wrong
    echo "ends with $?"
done
