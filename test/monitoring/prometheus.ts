import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { debianPackages } from '../cluster/node/debian-packages.js';
import { freePort } from '../support/free-port.js';

const program = (name: string) => join(debianPackages(resolve('.cache/monitoring'), ['prometheus']), 'usr/bin', name);

/** @returns what it printed; throws with that if it found something wrong */
export function promtool(...args: string[]): string {
  return execFileSync(program('promtool'), args, { encoding: 'utf8', stdio: 'pipe' });
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** A real Prometheus that scrapes these addresses twice a second. */
export class Prometheus {
  private constructor(
    private readonly url: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(targets: readonly string[]): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    const config = {
      global: { scrape_interval: '500ms', scrape_timeout: '500ms' },
      scrape_configs: [{ job_name: 'billing', static_configs: [{ targets }] }],
    };
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
    const address = `127.0.0.1:${await freePort()}`;
    const args = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ];
    const child = spawn(program('prometheus'), args, { stdio: 'ignore' });
    const prometheus = new Prometheus(`http://${address}`, folder, child);
    while (!(await prometheus.isReady())) {
      if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`);
      await delay(100);
    }
    return prometheus;
  }

  /** @throws Error if the query is wrong */
  async query(expr: string): Promise<Sample[]> {
    const answer = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(expr)}`);
    const { status, error, data } = (await answer.json()) as {
      status: string;
      error?: string;
      data: { result: Sample[] };
    };
    if (status !== 'success') throw new Error(`${expr}: ${error}`);
    return data.result;
  }

  async stop(): Promise<void> {
    const ended = new Promise(resolve => this.child.once('close', resolve));
    if (this.child.exitCode === null) {
      this.child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
