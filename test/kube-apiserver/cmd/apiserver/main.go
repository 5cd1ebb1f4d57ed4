// The real kube-apiserver, plus two flags that a test needs.
//
//	--data-dir          keep the cluster here, in an etcd inside this process
//	--exit-with-stdin   exit when stdin ends, that is, when the parent is gone
//
// With --data-dir, SIGUSR1 stops that etcd, and SIGUSR2 starts it again.
//
// All other flags are kube-apiserver's own. With --etcd-servers instead of
// --data-dir it is an ordinary kube-apiserver.
package main

import (
	"io"
	"os"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // the metrics that a released binary has
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	command := app.NewAPIServerCommand()
	dataDir := command.Flags().String("data-dir", "", "keep the cluster in this folder, in an etcd of this process")
	exitWithStdin := command.Flags().Bool("exit-with-stdin", false, "exit as soon as stdin ends")

	command.PreRunE = func(*cobra.Command, []string) error {
		if *exitWithStdin {
			go exitWhenStdinEnds()
		}
		if *dataDir == "" {
			return nil
		}
		etcd, endpoint, err := startEtcd(*dataDir)
		if err != nil {
			return err
		}
		go switchEtcd(etcd, *dataDir)
		return command.Flags().Set("etcd-servers", endpoint)
	}

	code := cli.Run(command)
	os.Exit(code)
}

// The kernel closes the pipe however the parent died, kill -9 included: no
// test run can leave a server behind.
func exitWhenStdinEnds() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(1)
}
