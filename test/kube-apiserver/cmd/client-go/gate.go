package main

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
	"time"

	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

// gate is the lock, and knows from the writes that pass through it until when
// a careful user of client-go may act: for RenewDeadline from the sending of
// the last write that succeeded, and not once the release is on its way.
// client-go itself only tells that it leads, or that it has stopped, which a
// frozen process learns too late, and a process that hangs in its release, too.
//
// What is sent is unchanged, except with guardRelease: a candidate that could
// not renew releases the lease as it is by then, whoever holds it, and a fleet
// that takes a released lease at once has two leaders for a moment.
type gate struct {
	resourcelock.Interface
	renewDeadline time.Duration
	guardRelease  bool
	holder        string       // as last read; only client-go's own loop asks
	opens         atomic.Int64 // until then, on CLOCK_MONOTONIC
}

func (g *gate) Get(ctx context.Context) (*resourcelock.LeaderElectionRecord, []byte, error) {
	record, raw, err := g.Interface.Get(ctx)
	if err == nil {
		g.holder = record.HolderIdentity
	}
	return record, raw, err
}

func (g *gate) Create(ctx context.Context, record resourcelock.LeaderElectionRecord) error {
	return g.write(record, func() error { return g.Interface.Create(ctx, record) })
}

func (g *gate) Update(ctx context.Context, record resourcelock.LeaderElectionRecord) error {
	return g.write(record, func() error { return g.Interface.Update(ctx, record) })
}

func (g *gate) write(record resourcelock.LeaderElectionRecord, send func() error) error {
	if record.HolderIdentity == "" {
		g.close()
		if g.guardRelease && g.holder != g.Identity() {
			return errors.New("not released: it is somebody else's")
		}
		return send()
	}
	sent := monotonic()
	if err := send(); err != nil {
		return err
	}
	g.opens.Store(sent + g.renewDeadline.Nanoseconds())
	return nil
}

func (g *gate) close() { g.opens.Store(0) }

// stamp asks again and again whether this process may act, and tells of every
// yes from when to when it was given.
func (g *gate) stamp(ctx context.Context, every time.Duration) {
	for range time.Tick(every) {
		if ctx.Err() != nil {
			return
		}
		before := monotonic()
		open := monotonic() < g.opens.Load()
		after := monotonic()
		if open {
			tell("yes", "before", strconv.FormatInt(before, 10), "after", strconv.FormatInt(after, 10))
		}
	}
}
