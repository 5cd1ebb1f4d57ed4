/** Where a command prints. */
export interface Terminal {
  /** To stdout, with a newline. */
  print(text: string): void;
  /** To stderr, with a newline. */
  complain(text: string): void;
  /** Clears the screen and prints this; if there is no screen, prints it below. */
  redraw(text: string): void;
  readonly paint: Paint;
}

export type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold';

export type Paint = (colour: Colour, text: string) => string;

const codes: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** What a terminal is made of: the process's own streams, or a test's. */
export interface Streams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
}

/** @param env `NO_COLOR` turns colours off */
export function terminalOn({ stdout, stderr }: Streams, env: NodeJS.ProcessEnv): Terminal {
  const isScreen = stdout.isTTY === true;
  const hasColours = isScreen && !env.NO_COLOR && env.TERM !== 'dumb';
  return {
    print: text => void stdout.write(`${text}\n`),
    complain: text => void stderr.write(`${text}\n`),
    redraw: text => void stdout.write(isScreen ? `\x1b[H\x1b[J${text}\n` : `${text}\n\n`),
    paint: (colour, text) => (hasColours ? `\x1b[${codes[colour][0]}m${text}\x1b[${codes[colour][1]}m` : text),
  };
}
