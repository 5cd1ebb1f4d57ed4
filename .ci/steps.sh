# Steps that are counted; sourced by .ci/run.

passed=0
failed=0
step_log=$(mktemp)
trap 'rm -f "$step_log"' EXIT

# step NAME LIMIT COMMAND...: runs one, ends it after LIMIT (as `timeout` takes it), goes on in any case.
# Counts the tests that jest reports in it, or the step itself where there are none. A test that was skipped has not
# passed, and a step that failed has at least one failure (a suite that cannot be loaded has no failed tests).
step() {
  local name=$1 limit=$2 status=0 ok bad begun=$SECONDS
  shift 2
  echo "=== $name"
  timeout --kill-after=30 "$limit" "$@" </dev/null 2>&1 | tee "$step_log" || status=$?
  ok=$(count_tests passed)
  bad=$(($(count_tests failed) + $(count_tests skipped) + $(count_tests todo)))
  if [ "$status" -ne 0 ]; then
    [ "$bad" -ne 0 ] || bad=1
  elif [ "$((ok + bad))" -eq 0 ]; then
    ok=1
  fi
  passed=$((passed + ok))
  failed=$((failed + bad))
  echo "=== $name: status $status, $ok passed, $bad failed, $((SECONDS - begun)) s"
}

# How many tests the summaries of jest in the step's output call so.
count_tests() {
  sed 's/\x1b\[[0-9;]*m//g' "$step_log" | grep -E '^Tests: ' | grep -oE "[0-9]+ $1" | awk '{ n += $1 } END { print n + 0 }'
}

# The last line of all, and the status that goes with it.
total() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
