import { type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createInterface } from 'node:readline';

/** How to reach the API server, for what does not end with an answer. */
export interface ApiConnection {
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly ca: string;
  readonly token: string;
}

export interface Stream {
  close(): void;
  /** Resolves when it has ended, whatever ended it. */
  readonly ended: Promise<void>;
}

/** Calls `onLine` for each line of an answer, as they come. Rejects if there is no answer but an error. */
export async function openStream(
  { token, ...connection }: ApiConnection,
  path: string,
  onLine: (line: string) => void,
): Promise<Stream> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ ...connection, path, agent: false, headers: { authorization: `Bearer ${token}` } }, resolve)
      .on('error', reject)
      .end();
  });
  const lines = createInterface({ input: response });
  if (response.statusCode !== 200) {
    let text = '';
    for await (const line of lines) text += line;
    throw new Error(`${path} answered ${response.statusCode}: ${text}`);
  }
  lines.on('line', onLine);
  for (const emitter of [response, lines]) emitter.on('error', () => undefined); // told by `ended`
  return {
    close: () => response.destroy(),
    ended: new Promise(resolve => response.once('close', resolve)),
  };
}
