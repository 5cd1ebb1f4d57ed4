package main

import (
	"encoding/json"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// tell writes one event to stdout, with when it was. Times are strings, since
// a JavaScript number holds too few digits for nanoseconds.
func tell(event string, fields ...string) {
	line := map[string]string{"event": event, "at": strconv.FormatInt(monotonic(), 10)}
	for i := 0; i+1 < len(fields); i += 2 {
		line[fields[i]] = fields[i+1]
	}
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	_, _ = os.Stdout.Write(append(text, '\n')) // one write a line: lines of two goroutines do not mix
}

// monotonic is CLOCK_MONOTONIC in nanoseconds, the clock of Node's
// process.hrtime.bigint(): the same for every process of a machine.
func monotonic() int64 {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		panic(err)
	}
	return now.Nano()
}
