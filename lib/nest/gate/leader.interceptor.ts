import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { catchError, defer, finalize, from, mergeMap, type Observable, tap, throwError } from 'rxjs';
import { afterResponse, cutOffFile } from './after-response.js';
import { isForAll, silence } from './broadcast.js';
import { inContext } from './context-exception.js';
import { type GateRun } from './gate-run.js';
import { type GateSpec } from './gate-spec.js';
import { gateOf } from './leader-gate.js';
import { type LeaderService } from '../service/leader.service.js';
import { getLeaderToken, moduleOf } from '../service/leader-token.js';
import { NotLeaderException } from '../service/not-leader.exception.js';

/**
 * Surrounds a gated method that is a route or a message handler: the run lasts until the answer is sent, and a refusal
 * takes the form of the transport. It refuses nothing itself, because pipes come after interceptors and before the gate; only
 * a message that every replica has received goes no further.
 *
 * @param gate what Nest prints if the service is missing
 * @param call how warnings name the run
 */
export function leaderInterceptor({ name, otherwise }: GateSpec, gate: string, call: string): Type<NestInterceptor> {
  @Injectable()
  class LeaderInterceptor implements NestInterceptor {
    constructor(@Inject(getLeaderToken(name)) private readonly leader: LeaderService) {}

    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      return defer(() => {
        const leaderGate = gateOf(this.leader, name);
        const run = leaderGate.enterAround(call);
        if (run !== undefined) return answered(run, context, next);
        if (!isForAll(context, otherwise)) return next.handle();
        leaderGate.skipped(call, 'skip');
        return silence(context);
      }).pipe(
        catchError((error: unknown) =>
          error instanceof NotLeaderException
            ? from(inContext(error, context)).pipe(mergeMap(told => throwError(() => told)))
            : throwError(() => error),
        ),
      );
    }
  }
  Object.defineProperty(LeaderInterceptor, 'name', { value: `${gate}, import ${moduleOf(name)}` });
  return LeaderInterceptor;
}

function answered(run: GateRun, context: ExecutionContext, next: CallHandler): Observable<unknown> {
  const answer = run.within(() => next.handle() as Observable<unknown>);
  if (context.getType() !== 'http') return answer.pipe(finalize(() => run.end()));
  let keepFile = () => {};
  return answer.pipe(
    tap(value => (keepFile = cutOffFile(context, value, run.run?.signal))),
    finalize(() =>
      afterResponse(context, () => {
        keepFile();
        run.end();
      }),
    ),
  );
}
