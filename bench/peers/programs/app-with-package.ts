import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { readFileSync } from 'node:fs';
import { startSmallApp } from './small-app.js';

// With a service account's folder as in a pod, without one as outside Kubernetes.

const [folder] = process.argv.slice(2);
const namespace = folder ? readFileSync(`${folder}/namespace`, 'utf8') : 'default';
const connection = folder ? { connection: { serviceAccount: folder } } : {};

await startSmallApp([LeaderElectionModule.forRoot({ leaseName: `app-${process.pid}`, namespace, ...connection })]);
