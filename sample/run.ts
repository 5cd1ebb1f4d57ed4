/** `npm run sample -- 01-cron-job` */
const samples: Record<string, () => Promise<unknown>> = {
  '01-cron-job': () => import('./01-cron-job/main.js'),
  '02-http-controller': () => import('./02-http-controller/main.js'),
  '03-consumer': () => import('./03-consumer/main.js'),
  'lease-api': () => import('./lease-api.js'),
};

const name = process.argv[2] ?? '';
if (Object.hasOwn(samples, name)) await samples[name]();
else {
  console.error(`Which sample? npm run sample -- ${Object.keys(samples).join(' | ')}`);
  process.exitCode = 1;
}
