import { LeaseApiServer } from 'nestjs-kubernetes-leader/testing';

/** A Lease API without a cluster, for several replicas of a sample. Ctrl-C ends it, and forgets its leases. */
const server = new LeaseApiServer();
await server.listen(Number(process.env.PORT ?? 8001));
console.log(`LEASE_API=${server.url}`);
