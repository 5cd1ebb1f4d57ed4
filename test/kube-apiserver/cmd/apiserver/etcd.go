package main

import (
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"go.etcd.io/etcd/server/v3/embed"
)

// startEtcd runs a cluster of one on a Unix socket: no port to find, nothing
// on the network, and no one but this user can reach it. The write-ahead log
// is synced as ever, so a killed server starts again with all it had answered
// for.
func startEtcd(dir string) (etcd *embed.Etcd, endpoint string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, "", err
	}
	socket := url.URL{Scheme: "unix", Path: filepath.Join(dir, "etcd.sock")}

	config := embed.NewConfig()
	config.Name = "test"
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.Dir = filepath.Join(dir, "etcd")
	config.ListenClientUrls = []url.URL{socket}
	config.ListenPeerUrls = nil // it has no peers
	config.LogLevel = "error"

	// A cluster of one has nobody to hear from: the usual second of waiting
	// for a leader would only delay every start.
	config.TickMs, config.ElectionMs = 10, 100

	etcd, err = embed.StartEtcd(config)
	if err != nil {
		return nil, "", fmt.Errorf("etcd in %s: %w", dir, err)
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, socket.String(), nil
	case err := <-etcd.Err():
		return nil, "", fmt.Errorf("etcd in %s: %w", dir, err)
	}
}

// switchEtcd stops etcd on SIGUSR1, while the API server runs on without it,
// and starts it again on the same data on SIGUSR2.
func switchEtcd(etcd *embed.Etcd, dir string) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2)
	for received := range signals {
		switch {
		case received == syscall.SIGUSR1 && etcd != nil:
			etcd.Server.HardStop() // requests under way end without an answer, as in a crash
			etcd.Close()
			etcd = nil
		case received == syscall.SIGUSR2 && etcd == nil:
			started, _, err := startEtcd(dir)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			etcd = started
		}
	}
}
