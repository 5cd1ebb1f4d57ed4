import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type KubernetesBinaries, kubernetesBinaries } from '../../support/kubernetes-binaries.js';
import { root } from '../../support/packed-package.js';
import { debianPackages } from './debian-packages.js';
import { writeAppImage, writePauseImage } from './images.js';
import { builtRuntime, debianRuntime, type RuntimePrograms } from './runtime.js';

/** What a node is made of; all of it is built, downloaded or packed by this repository. */
export interface NodeParts {
  readonly binaries: KubernetesBinaries;
  readonly runtime: RuntimePrograms;
  readonly busybox: string;
  /** Archives. */
  readonly images: readonly string[];
}

const cache = join(root, '.cache/cluster');
const pauseArchive = join(cache, 'pause.tar');
const appArchive = join(cache, 'billing.tar');

/** Minutes the first time; the images are made anew each time, since the package is in one of them. */
export async function prepareNodeParts(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error(ROOT);
  await kubernetesBinaries();
  prepareAppImage();
  const packages = debianPackages(cache);
  await runtimeOf(packages);
  writePauseImage(busyboxOf(packages), pauseArchive);
}

/** @returns where its archive is */
export function prepareAppImage(): string {
  mkdirSync(cache, { recursive: true });
  writeAppImage(busyboxOf(debianPackages(cache)), appArchive);
  return appArchive;
}

export async function nodeParts(): Promise<NodeParts> {
  if (process.getuid?.() !== 0) throw new Error(ROOT);
  const images = [pauseArchive, appArchive];
  if (!images.every(image => existsSync(image))) throw new Error('There are no images yet: npm run test:cluster');
  const packages = debianPackages(cache);
  return {
    binaries: await kubernetesBinaries(),
    runtime: await runtimeOf(packages),
    busybox: busyboxOf(packages),
    images,
  };
}

/** Debian's containerd 1.6; with `CLUSTER_CONTAINERD=2` one that is built. */
async function runtimeOf(packages: string): Promise<RuntimePrograms> {
  return process.env.CLUSTER_CONTAINERD === '2' ? builtRuntime(packages) : debianRuntime(packages);
}

function busyboxOf(packages: string): string {
  return join(packages, 'bin/busybox');
}

const ROOT = `These tests make a Kubernetes of one node in namespaces of this machine, for which they need to be root. Run them
as root, or name a cluster of yours: TEST_KUBECONFIG (test/cluster/README.md).`;
