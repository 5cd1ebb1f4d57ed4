import { type RedisOptions, Transport } from '@nestjs/microservices';

const { hostname, port } = new URL(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379');

export const redis: RedisOptions = { transport: Transport.REDIS, options: { host: hostname, port: Number(port) } };
