import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type NodeProgram } from '../support/node-program.js';
import { root } from '../support/packed-package.js';
import { type Database, openDatabase } from './support/database.js';
import { neighbour } from './support/neighbour.js';
import { Postgres } from './support/postgres.js';

const asking = /Asking the supplier/;
const refused = /a newer leader of "fencing" has written since fencing token/;
const written = /The price is/;

describe('The sample 11-fencing', () => {
  let postgres: Postgres;
  let database: Database;
  beforeAll(async () => {
    postgres = await Postgres.start();
    database = await openDatabase(postgres.url);
    await database.query(readFileSync(join(root, 'sample/11-fencing/schema.sql'), 'utf8'));
  });
  afterAll(async () => {
    await database?.end();
    await postgres?.stop();
  });
  const { twoReplicas } = neighbour('11-fencing', () => ({ DATABASE_URL: postgres.url }));

  const price = async () => (await database.query('SELECT * FROM prices')).rows[0];
  const sessions = async (name: string, state: string) =>
    (await database.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND ${state}`, [name])).rows;

  /** Frozen after it has begun its job, and before it has begun to write. */
  async function freezeAtTheSupplier(leader: NodeProgram): Promise<void> {
    for (let after = 0; ; after = leader.lines.length) {
      await leader.says(asking, { after });
      leader.signal('SIGSTOP');
      const asked = leader.said(asking).length;
      if (leader.said(written).length < asked && (await sessions(leader.name, 'xact_start IS NOT NULL')).length === 0)
        return;
      leader.signal('SIGCONT');
    }
  }

  it('has PostgreSQL refuse the late write of a leader that was paused', async () => {
    const { leader, follower } = await twoReplicas();
    await leader.says(written);
    await freezeAtTheSupplier(leader);
    await follower.says(written);
    expect(await price()).toMatchObject({ written_by: 'pod-b' });

    const before = await price();
    follower.signal('SIGSTOP'); // so that nobody but the late one can change anything
    leader.signal('SIGCONT');
    await leader.says(refused);
    expect((await price()).written_by).toBe(before.written_by);
    follower.signal('SIGCONT');
    expect(follower.said(refused)).toEqual([]);
  });

  it('does not keep the next leader waiting for one that froze inside its transaction', async () => {
    const { leader, follower } = await twoReplicas();
    await leader.says(written);
    await database.query('BEGIN');
    await database.query('SELECT * FROM prices FOR UPDATE');
    while ((await sessions('pod-a', "wait_event_type = 'Lock'")).length === 0) await delay(50);
    leader.signal('SIGSTOP');
    await database.query('ROLLBACK');
    await follower.says(written);
    expect(await price()).toMatchObject({ written_by: 'pod-b' });

    const known = leader.lines.length;
    leader.signal('SIGCONT');
    await leader.says(/"pod-b" leads/, { after: known });
    await leader.says(/ERROR/, { after: known });
    expect(leader.hasEnded).toBe(false);
    expect(await price()).toMatchObject({ written_by: 'pod-b' });
  });
});
