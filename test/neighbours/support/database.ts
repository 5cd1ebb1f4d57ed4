import { createRequire } from 'node:module';
import { join } from 'node:path';
import { neighboursFolder } from './neighbour-samples.js';

/** A client of PostgreSQL: the samples' `pg`. */
export interface Database {
  query(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  end(): Promise<void>;
}

export async function openDatabase(connectionString: string): Promise<Database> {
  const { Client } = createRequire(join(neighboursFolder, 'package.json'))('pg') as {
    Client: new (options: object) => Database & { connect(): Promise<void> };
  };
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}
