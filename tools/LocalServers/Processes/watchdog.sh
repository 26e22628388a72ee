#!/bin/sh
# Runs one server and does not let it outlive whoever started us. Leader of its own session and process group.
# Usage: watchdog.sh LOG SIGNAL SECONDS COMMAND...
# Standard input is the leash: "stop", or its end (also when the other side is killed), sends SIGNAL to the server, and SIGKILL
# if it has not gone after SECONDS; "kill" sends SIGKILL at once. The server's pid is printed on standard output and, when it has
# ended, its exit status as a shell counts it (128 and the signal's number if that ended it).
log=$1 signal=$2 grace=$3
shift 3
# A handler, not "ignore": ignored signals would be ignored by the server too.
trap : TERM INT HUP
# The shell's remarks ("Terminated") are nobody's business; the server's own go to the log.
exec 2>/dev/null

exec 3<&0
"$@" 3<&- </dev/null >>"$log" 2>&1 &
server=$!
echo "$server"
# Nobody may be left to read the status; the rest has to be done all the same.
trap '' PIPE

(
    order=
    read -r order
    if [ "$order" != kill ]; then
        kill -s "$signal" "$server"
        sleep "$grace"
    fi
    # The server alone: we reap it below, so that its pid is free. Where nothing reaps orphans (many containers), a zombie would look
    # alive to the next PostgreSQL on the same data.
    kill -s KILL "$server"
) <&3 >&- &
exec 3<&-

# A signal to us interrupts "wait"; the server decides when we end.
wait "$server"
status=$?
while kill -0 "$server"; do
    wait "$server"
    status=$?
done
echo "$status"
# Whatever the server left in our group, the sleep above, and we ourselves.
kill -s KILL 0
