package main

import (
	"fmt"
	"net/url"
	"path/filepath"

	"go.etcd.io/etcd/server/v3/embed"
)

// startEtcd runs a cluster of one on a Unix socket: no port to find, nothing
// on the network, and no one but this user can reach it. The write-ahead log
// is synced as ever, so a killed server starts again with all it had answered
// for.
func startEtcd(dir string) (endpoint string, stop func(), err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return "", nil, err
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

	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return "", nil, fmt.Errorf("etcd in %s: %w", dir, err)
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return socket.String(), etcd.Close, nil
	case err := <-etcd.Err():
		return "", nil, fmt.Errorf("etcd in %s: %w", dir, err)
	}
}
