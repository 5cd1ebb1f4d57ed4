import { type Arguments, type OptionTable } from './arguments.js';
import { type Cluster } from './cluster.js';
import { type ExitCode } from './exit-code.js';
import { type Terminal } from './print/terminal.js';
import { type Clock } from '../core/clock/clock.js';

/** One of the words after `nestjs-kubernetes-leader`. */
export interface Command {
  readonly name: string;
  /** What comes after the name. */
  readonly synopsis: string;
  /** One line, for the list of all commands. */
  readonly summary: string;
  /** What it does, and its own options with what they mean. */
  readonly details: string;
  readonly options: OptionTable;
  run(invocation: Invocation): Promise<ExitCode>;
}

/** What a command is run with. */
export interface Invocation {
  readonly args: Arguments;
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Aborts when the user presses Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Where the dashboard's page is. */
  readonly page: URL | undefined;
  /**
   * The cluster that the options name. Nothing is sent before its first request.
   *
   * @throws UsageError if they contradict each other
   */
  cluster(): Cluster;
}
