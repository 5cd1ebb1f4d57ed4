import { Arguments } from './arguments.js';
import { type Cluster, clusterOf, type ClusterSurroundings } from './cluster.js';
import { type Command } from './command.js';
import { commands } from './commands.js';
import { ApiError } from './api/api.error.js';
import { type ExitCode, exitCode } from './exit-code.js';
import { helpOf, overview } from './help.js';
import { ProblemError } from './problem.error.js';
import { type Streams, type Terminal, terminalOn } from './print/terminal.js';
import { UsageError } from './usage.error.js';
import { LeaderElectionError } from '../core/errors/leader-election.error.js';
import { packageVersion } from '../core/package-version.js';

export interface Surroundings extends Streams, ClusterSurroundings {
  /** Aborts when the user presses Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Where the dashboard's page is. */
  readonly page?: URL;
}

/** Runs one command. Never rejects for what can go wrong outside of this program. */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const terminal = terminalOn(surroundings, surroundings.env);
  try {
    return await run(argv, terminal, surroundings);
  } catch (error) {
    if (error instanceof UsageError) {
      const help = ['nestjs-kubernetes-leader', error.command, '--help'].filter(Boolean).join(' ');
      terminal.complain(`${error.message} ${help} tells more.`);
      return exitCode.usage;
    }
    if (!isExpected(error)) throw error;
    terminal.complain(error.message);
    return exitCode.problem;
  }
}

async function run(argv: readonly string[], terminal: Terminal, surroundings: Surroundings): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.print(overview(commands));
    return name === undefined ? exitCode.usage : exitCode.well;
  }
  if (name === '--version') {
    terminal.print(packageVersion);
    return exitCode.well;
  }
  const command = commandOf(name);
  const args = new Arguments(name, rest, command.options);
  if (args.flag('help')) {
    terminal.print(helpOf(command));
    return exitCode.well;
  }
  let cluster: Cluster | undefined;
  try {
    return await command.run({
      args,
      terminal,
      clock: surroundings.clock,
      interrupted: surroundings.interrupted,
      page: surroundings.page,
      cluster: () => (cluster ??= clusterOf(args, surroundings)),
    });
  } finally {
    cluster?.close();
  }
}

function commandOf(name: string): Command {
  const command = commands.find(candidate => candidate.name === name);
  if (command !== undefined) return command;
  const known = commands.map(candidate => candidate.name).join(', ');
  const what = name.startsWith('-') ? `Expected a command before ${name}` : `There is no command "${name}"`;
  throw new UsageError(`${what}; the commands are ${known}.`);
}

/** What may be wrong with the world, and not with this program. */
function isExpected(error: unknown): error is Error {
  return error instanceof ProblemError || error instanceof ApiError || error instanceof LeaderElectionError;
}
