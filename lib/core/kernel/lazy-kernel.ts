import { type Kernel } from './kernel.js';

/** Loads the real one when an elector starts, so never outside Kubernetes. Other systems than Linux tell nothing. */
export function lazyKernel(platform: string = process.platform): Kernel {
  if (platform !== 'linux') return silentKernel;
  const load = () => import('./linux-kernel.js').then(({ linuxKernel }) => linuxKernel);
  return {
    listen: () =>
      load()
        .then(kernel => kernel.listen())
        .catch(() => undefined),
    probe: socket =>
      load()
        .then(kernel => kernel.probe(socket))
        .catch(() => 'other' as const),
  };
}

const silentKernel: Kernel = {
  listen: () => Promise.resolve(undefined),
  probe: () => Promise.resolve('other'),
};
