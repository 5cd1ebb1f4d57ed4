# Steps that are counted; sourced by .ci/run.

results=$(mktemp -d)
lanes=()
trap 'for lane in "${lanes[@]}"; do kill_tree "$lane"; done; rm -rf "$results"' EXIT

# step NAME LIMIT COMMAND...: runs one, ends it after LIMIT (as `timeout` takes it), goes on in any case.
# Counts the tests that jest reports in it, or the step itself if there are none. A test that was skipped has not
# passed, and a step that failed has at least one failure (a suite that cannot be loaded has no failed tests).
step() {
  local name=$1 limit=$2 status=0 ok bad begun=$SECONDS cpu spent log
  shift 2
  log=$(mktemp -p "$results")
  read_cpu "$log"
  cpu=$spent
  echo "=== $name"
  timeout --kill-after=30 "$limit" "$@" </dev/null 2>&1 | tee "$log" || status=$?
  read_cpu "$log.end"
  cpu=$((spent - cpu))
  ok=$(count_tests passed "$log")
  bad=$(($(count_tests failed "$log") + $(count_tests skipped "$log") + $(count_tests todo "$log")))
  if [ "$status" -ne 0 ]; then
    [ "$bad" -ne 0 ] || bad=1
  elif [ "$((ok + bad))" -eq 0 ]; then
    ok=1
  fi
  echo "$ok $bad" >>"$results/counts"
  [ "$bad" -eq 0 ] || tell_failures "$name" "$log" >>"$results/failures"
  echo "=== $name: status $status, $ok passed, $bad failed, $((SECONDS - begun)) s ($cpu s of processor time)"
}

# aside FUNCTION: its steps run beside the next ones, in the processor time that those leave.
# Only for what does not mind how fast it goes. What they print comes when `join` has waited for them.
aside() {
  (
    renice -n 19 -p "$BASHPID" >/dev/null
    "$@"
  ) >"$results/lane-${#lanes[@]}" 2>&1 &
  lanes+=($!)
}

join() {
  local index
  for index in "${!lanes[@]}"; do
    wait "${lanes[$index]}"
    cat "$results/lane-$index"
  done
  lanes=()
}

# What failed in a step: its first failing tests and why, or its last lines if it ran none.
tell_failures() {
  echo "=== failed: $1"
  plain "$2" | grep -E -A15 '^ +● ' | head -80 | grep . || plain "$2" | tail -15
}

plain() {
  sed 's/\x1b\[[0-9;]*m//g' "$1"
}

# How many tests the summaries of jest in a step's output call so.
count_tests() {
  plain "$2" | grep -E '^Tests: ' | grep -oE "[0-9]+ $1" | awk '{ n += $1 } END { print n + 0 }'
}

# What this shell's children have used so far, in whole seconds, as `spent`; a subshell could not ask.
read_cpu() {
  times >"$1.times"
  spent=$(awk -F'[ ms]+' 'NR == 2 { print int($1 * 60 + $2 + $3 * 60 + $4) }' "$1.times")
}

# A process and all that it has started.
kill_tree() {
  local child
  for child in $(ps -o pid= --ppid "$1"); do kill_tree "$child"; done
  kill "$1" 2>/dev/null
}

# What failed, so that the end of the output tells it, then the last line of all and the status that goes with it.
total() {
  join
  cat "$results/failures" 2>/dev/null
  awk '{ ok += $1; bad += $2 } END { print ok + 0 " passed, " bad + 0 " failed"; exit bad > 0 }' "$results/counts"
}
