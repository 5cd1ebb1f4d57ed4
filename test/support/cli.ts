import { runCli, type Surroundings } from '../../lib/cli/run-cli.js';
import { systemClock } from '../../lib/core/clock/clock.js';

/** What a command did. */
export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. Outside Kubernetes, with no kubeconfig, unless told otherwise. */
export async function cli(argv: readonly string[], surroundings: Partial<CliSurroundings> = {}): Promise<CliResult> {
  const { isTerminal = false, onOut, env = {}, ...others } = surroundings;
  let [out, err] = ['', ''];
  const write = (text: string) => {
    out += text;
    onOut?.(out);
  };
  const code = await runCli(argv, {
    stdout: { write, isTTY: isTerminal },
    stderr: { write: text => (err += text) },
    env,
    clock: systemClock,
    interrupted: new AbortController().signal,
    serviceAccount: '/nowhere',
    ...others,
  });
  return { code, out, err };
}

export interface CliSurroundings extends Omit<Surroundings, 'stdout' | 'stderr'> {
  readonly isTerminal: boolean;
  /** Called with all that has been printed so far, each time that there is more. */
  readonly onOut: (out: string) => void;
}
