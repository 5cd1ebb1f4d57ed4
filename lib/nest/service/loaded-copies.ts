import { type Type } from '@nestjs/common';
import { type PackageCopy, thisCopy } from './copies.js';
import { LeaderService } from './leader.service.js';

interface LoadedCopy {
  readonly copy: PackageCopy;
  /** The token by which what it decorates asks for the first lease. */
  readonly token: Type;
}

const everywhere = globalThis as { [key: symbol]: LoadedCopy[] | undefined };

/** Of all copies of this package that this process has loaded: they know each other by this symbol alone. */
const loaded = (everywhere[Symbol.for('nestjs-kubernetes-leader.copies')] ??= []);

loaded.push({ copy: thisCopy, token: LeaderService as Type });

/** What is decorated by another copy asks Nest for these. */
export function tokensOfOtherCopies(): Type[] {
  return loaded.map(({ token }) => token).filter(token => token !== LeaderService);
}
