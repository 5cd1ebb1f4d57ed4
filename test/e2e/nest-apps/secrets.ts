import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What must not be printed by anybody. */
export class Secrets {
  private readonly texts = new Set<string>();

  addToken(token: string): void {
    // Two of a JWT's three parts are enough to know what it says and to forge nothing; each is one too many.
    for (const part of token.split('.').slice(-2)) this.texts.add(part);
  }

  /** PEM: each line by itself, since a log may break or indent them. */
  addKey(pem: string): void {
    for (const line of pem.split('\n')) if (line && !line.startsWith('-----')) this.texts.add(line);
    this.texts.add(Buffer.from(pem).toString('base64'));
  }

  /** All that its users are known by. */
  addKubeconfig(file: string): void {
    const { users } = parse(readFileSync(file, 'utf8')) as { users: { user: Record<string, unknown> }[] };
    for (const { user } of users) {
      if (typeof user.token === 'string') this.addToken(user.token);
      if (typeof user.password === 'string') this.texts.add(user.password);
      const key = user['client-key-data'];
      if (typeof key === 'string') this.addKey(Buffer.from(key, 'base64').toString());
    }
  }

  get all(): string[] {
    return [...this.texts];
  }

  /** The lines of a text with a secret in them. */
  leaksIn(text: string): string[] {
    return text.split('\n').filter(line => [...this.texts].some(secret => line.includes(secret)));
  }
}
