// A candidate made of client-go, as Kubernetes' own components are: for
// measuring beside it, and for competing with it on one lease.
//
// It campaigns until SIGTERM or SIGINT, then releases the lease and exits.
// What happens goes to stdout, a JSON object a line; client-go's own log to
// stderr.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

func main() {
	if err := campaign(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func campaign() error {
	kubeconfig := flag.String("kubeconfig", "", "kubeconfig file")
	server := flag.String("server", "", "address of the API server, instead of the kubeconfig's")
	namespace := flag.String("namespace", "default", "namespace of the lease")
	name := flag.String("lease", "", "name of the lease")
	identity := flag.String("identity", "", "who this is; the host's name and the process id by default")
	leaseDuration := flag.Duration("lease-duration", 15*time.Second, "as client-go's LeaseDuration")
	renewDeadline := flag.Duration("renew-deadline", 10*time.Second, "as client-go's RenewDeadline")
	retryPeriod := flag.Duration("retry-period", 2*time.Second, "as client-go's RetryPeriod")
	stampEvery := flag.Duration("stamp-every", 0, "while leading, tell it as often as this; 0 for not at all")
	guardRelease := flag.Bool("guard-release", false, "do not release a lease that has just been read to be another's")
	exitWithStdin := flag.Bool("exit-with-stdin", false, "exit, without a release, as soon as stdin ends")
	flag.Parse()
	if *exitWithStdin {
		go exitWhenStdinEnds()
	}

	if *identity == "" {
		host, err := os.Hostname()
		if err != nil {
			return err
		}
		*identity = fmt.Sprintf("%s-%d", host, os.Getpid())
	}
	config, err := clientcmd.BuildConfigFromFlags(*server, *kubeconfig)
	if err != nil {
		return err
	}
	// The constructor of Kubernetes' components; it also gives requests a timeout, half of the deadline.
	lock, err := resourcelock.NewFromKubeconfig(resourcelock.LeasesResourceLock, *namespace, *name,
		resourcelock.ResourceLockConfig{Identity: *identity}, config, *renewDeadline)
	if err != nil {
		return err
	}

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	gate := &gate{Interface: lock, renewDeadline: *renewDeadline, guardRelease: *guardRelease}
	if *stampEvery > 0 {
		go gate.stamp(ctx, *stampEvery)
	}
	tell("started", "identity", *identity)
	for ctx.Err() == nil {
		elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
			Lock:            gate,
			LeaseDuration:   *leaseDuration,
			RenewDeadline:   *renewDeadline,
			RetryPeriod:     *retryPeriod,
			ReleaseOnCancel: true,
			Name:            *name,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { tell("leading") },
				OnStoppedLeading: func() { tell("stopped leading") }, // also told if it never led
				OnNewLeader:      func(leader string) { tell("new leader", "leader", leader) },
			},
		})
		if err != nil {
			return err
		}
		elector.Run(ctx)
		gate.close()
	}
	tell("stopped")
	return nil
}

// No candidate outlives the test that started it, not even one that was killed.
func exitWhenStdinEnds() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(1)
}
