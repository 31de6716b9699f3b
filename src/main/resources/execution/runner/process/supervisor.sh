# The parent of a task's wrapper. It writes down with which exit code the wrapper ended, so that the service knows the code also where
# it was started anew meanwhile. Its arguments are the task's directory, the program that the task must have (or nothing), and the
# words that start the wrapper. No argument is ever read as shell text.
umask 077
directory=$1 program=$2
shift 2
cd "$directory" || exit 1

# Of several supervisors of one task only the one that makes this directory goes on.
if ! mkdir started 2>/dev/null; then
  tries=0
  while [ ! -e pid ] && [ "$tries" -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  [ ! -e pid ] || echo started
  exit 0
fi

# While the disk is full, the supervisor waits for room, for ten minutes. Without the exit code a task that has succeeded would be
# started again.
end() {
  tries=0
  until echo "$1" >exit.new && mv exit.new exit; do
    [ "$tries" -lt 600 ] || exit 1
    tries=$((tries + 1))
    sleep 1
  done
  exit 0
}

# A signal to the whole group must not end the supervisor before the wrapper.
trap : TERM INT HUP
if ! { echo "$$" >pid.new && mv pid.new pid; }; then
  # Nothing was started, so another supervisor may start it.
  rm -f pid.new
  rmdir started
  exit 1
fi
echo started
exec </dev/null >/dev/null 2>&1
cd work || end unusable
if [ -n "$program" ] && ! command -v "$program"; then
  cd .. && end unusable
fi
"$@" >>../log 2>&1 &
child=$!
cd ..
until echo "$$ $child" >pid.new && mv pid.new pid; do
  kill -0 "$child" || break
  sleep 1
done
# The request to stop may have come before the wrapper was known.
[ ! -e stop ] || kill -TERM "$child"
while :; do
  wait "$child"
  code=$?
  kill -0 "$child" || break
done
end "$code"
