import { trueOrFalse } from '../../core/elector/options/expectations.js';
import { OptionReader } from '../../core/elector/options/option-reader.js';
import { readTickOptions, type ResolvedTickOptions, tickOptionNames } from '../../core/ticks/once-options.js';
import { type GateSpec } from '../gate/gate-spec.js';
import { readLeaseName } from '../methods/lease-name.js';
import { isDecoration } from '../methods/compiled-as.js';

/** What `@OnlyLeader()` was told. */
export interface OnlyLeaderArguments {
  readonly spec: GateSpec;
  /** Undefined without `once`. */
  readonly once: ResolvedTickOptions | undefined;
}

/**
 * @param given all that the decorator was called with: the lease's name, the options, or both
 * @throws TypeError, or InvalidLeaderOptionsError that lists every mistake of the options
 */
export function readOnlyLeader(given: readonly unknown[]): OnlyLeaderArguments {
  const [nameOrOptions, more] = given;
  const isOptions = typeof nameOrOptions === 'object' && nameOrOptions !== null && !isDecoration(given);
  if (isOptions) refuseNameInOptions(nameOrOptions);
  const name = isOptions ? undefined : readLeaseName('@OnlyLeader', given);
  const options = isOptions ? nameOrOptions : more === undefined ? {} : more;
  const { otherwise } = (options ?? {}) as Partial<GateSpec>;
  if (otherwise !== undefined && otherwise !== 'skip' && otherwise !== 'throw') {
    throw new TypeError(
      `Expected \`otherwise\` in @OnlyLeader() to be 'skip' or 'throw', got ${JSON.stringify(otherwise)}.`,
    );
  }
  return { spec: { name, otherwise }, once: readOnce(options) };
}

function refuseNameInOptions({ name, ...options }: { readonly name?: unknown }): void {
  if (typeof name !== 'string') return;
  const rest = Object.keys(options).length === 0 ? '' : ', { … }';
  throw new TypeError(
    `@OnlyLeader() takes the lease's name first, outside of the options. Write @OnlyLeader('${name}'${rest}).`,
  );
}

/** @throws InvalidLeaderOptionsError that lists every mistake */
function readOnce(options: unknown): ResolvedTickOptions | undefined {
  const reader = new OptionReader(options, 'Invalid options of @OnlyLeader()');
  reader.reportUnknown(['otherwise', 'once', ...tickOptionNames]);
  const once = reader.option('once', trueOrFalse) ?? false;
  const ticks = readTickOptions(reader);
  if (once && reader.has('otherwise')) {
    reader.report(
      '`once` and `otherwise` do not go together: the leader runs each tick, so no other replica has to skip or refuse it.',
    );
  }
  if (!once) {
    const stray = tickOptionNames.filter(name => reader.has(name)).map(name => `\`${name}\``);
    if (stray.length > 0)
      reader.report(`${stray.join(', ')} ${stray.length === 1 ? 'has' : 'have'} no effect without \`once: true\`.`);
  }
  reader.throwIfAnyProblem();
  return once ? ticks : undefined;
}
