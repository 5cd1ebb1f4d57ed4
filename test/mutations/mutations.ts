/** A change of the source that breaks one clause of one of DESIGN's rules. */
export interface Mutation {
  readonly rule: number;
  /** The clause that no longer holds. */
  readonly clause: string;
  /** Below lib/. */
  readonly file: string;
  readonly edits: readonly Edit[];
}

/** What is to be found exactly once in the file, and what takes its place. */
export type Edit = readonly [find: string, replace: string];

const mutation = (
  rule: number,
  clause: string,
  file: string,
  find: string,
  replace: string,
  ...more: Edit[]
): Mutation => ({ rule, clause, file, edits: [[find, replace], ...more] });

/** At least one for each rule, and one for each of its clauses in italics. */
export const mutations: readonly Mutation[] = [
  mutation(
    1,
    'every PUT carries the resourceVersion',
    'core/election/lease-writes.ts',
    'return { ...lease, spec: { ...lease.spec, ...spec } };',
    'return { ...lease, metadata: { ...lease.metadata, resourceVersion: undefined }, spec: { ...lease.spec, ...spec } };',
  ),
  mutation(
    1,
    'and the metadata.uid',
    'core/election/lease-writes.ts',
    'return { ...lease, spec: { ...lease.spec, ...spec } };',
    'return { ...lease, metadata: { ...lease.metadata, uid: undefined }, spec: { ...lease.spec, ...spec } };',
  ),
  mutation(
    1,
    'renewTime strictly increases',
    'core/election/own-writes.ts',
    'Math.max(Math.floor(wall * 1000), floor + 1)',
    'Math.floor(wall * 1000)',
  ),
  mutation(
    1,
    "renewTime is the present, whatever a predecessor's clock showed",
    'core/election/writing.ts',
    'renewTime: nextRenewTime(draft.own, acquireTime, now.wall) };',
    "renewTime: [spec?.renewTime ?? '', nextRenewTime(draft.own, acquireTime, now.wall)].sort().at(-1)! };",
  ),
  mutation(
    1,
    'success means a new resourceVersion',
    'core/election/answers.ts',
    ' && version !== request.write?.sent.basis',
    '',
  ),
  mutation(
    2,
    'a write counts from its send',
    'core/election/terms.ts',
    `    ...mode.term,
    deadline: deadlineAfter(write.sent,`,
    `    ...mode.term,
    deadline: deadlineAfter(draft.now,`,
  ),
  mutation(
    2,
    'an answer older than a later write begins no term',
    'core/election/observing.ts',
    '    !mayBeOvertaken(draft.own, write, version) &&\n',
    '',
  ),
  mutation(3, 'the monotonic clock counts', 'core/election/now.ts', 'now.mono < deadline.mono && ', ''),
  mutation(3, 'the wall clock counts', 'core/election/now.ts', ' && now.wall < deadline.wall', ''),
  mutation(
    3,
    'asked at every call, not a flag that a timer clears',
    'core/election/election.ts',
    "state.mode.name === 'leader' && isBefore(now, state.mode.term.deadline)",
    "state.mode.name === 'leader'",
  ),
  mutation(
    3,
    'once false the term is over',
    'core/elector/election-driver.ts',
    "    if (isOverdue(this.state, now)) this.receive({ type: 'tick' });\n    return false;",
    '    return false;',
  ),
  mutation(
    4,
    "the record's duration counts",
    'core/election/observation.ts',
    'Math.max(durationOf(lease.spec) ?? 0, look.ownDuration, respected)',
    'Math.max(look.ownDuration, respected)',
  ),
  mutation(
    4,
    'the own duration counts',
    'core/election/observation.ts',
    'Math.max(durationOf(lease.spec) ?? 0, look.ownDuration, respected)',
    'Math.max(durationOf(lease.spec) ?? look.ownDuration, respected)',
  ),
  mutation(
    4,
    'a missing or senseless duration counts as the own',
    'core/election/observation.ts',
    'Math.max(durationOf(lease.spec) ?? 0, look.ownDuration, respected)',
    'Math.max(durationOf(lease.spec) ?? 0, durationOf(lease.spec) === undefined ? 0 : look.ownDuration, respected)',
  ),
  mutation(
    4,
    'a wait is counted from the last change, not from the last sight',
    'core/election/observation.ts',
    "if (previous.kind === 'present' && !isChange(previous, lease, version)) {",
    "if (previous.kind === 'present' && look.mono < 0) {",
  ),
  mutation(
    4,
    'a later sight never shortens a wait',
    'core/election/observation.ts',
    'released ? -Infinity : Math.max(look.mono - age + duration, previousWait(previous)),',
    'released ? -Infinity : look.mono - age + duration,',
  ),
  mutation(4, 'except a release', 'core/election/observation.ts', 'waitUntil: released ? -Infinity : ', 'waitUntil: '),
  mutation(
    5,
    'a record without a holder is vacant only if it was released',
    'core/election/lease-spec.ts',
    'holderOf(spec) === undefined && spec?.leaseDurationSeconds === releasedSeconds',
    'holderOf(spec) === undefined',
  ),
  mutation(
    5,
    'a 404 is a vacancy only at first sight',
    'core/election/observation.ts',
    'waitUntil: first ? -Infinity : Math.max(look.mono + duration, previousWait(previous)),',
    'waitUntil: -Infinity,',
  ),
  mutation(
    5,
    'never held: only for its own POST',
    'core/election/plan.ts',
    "  if (observed.kind === 'absent') draft.observed = spendFirstAbsence(observed, draft.config.leaseDuration);\n",
    '',
  ),
  mutation(
    5,
    'a 409 to a POST tells of a lease: an absence that is seen after it is a deletion',
    'core/election/observation.ts',
    "if (previous.kind === 'absent' && !previous.disputed) {",
    "if (previous.kind === 'absent') {",
  ),
  mutation(
    6,
    'a record is own by its holder and its acquireTime',
    'core/election/own-writes.ts',
    "holderOf(spec) === identity && typeof spec?.acquireTime === 'string' && own.nonces.includes(spec.acquireTime)",
    'holderOf(spec) === identity',
  ),
  mutation(
    6,
    'this elector, not just this process',
    'core/election/own-writes.ts',
    "export function isOwn(own: OwnWrites, identity: string, spec: LeaseSpec | null | undefined): boolean {\n  return holderOf(spec) === identity && typeof spec?.acquireTime === 'string' && own.nonces.includes(spec.acquireTime);\n}",
    `const ofThisProcess = new Set<string>();

export function isOwn(own: OwnWrites, identity: string, spec: LeaseSpec | null | undefined): boolean {
  for (const nonce of own.nonces) ofThisProcess.add(identity + nonce);
  return holderOf(spec) === identity && ofThisProcess.has(identity + String(spec?.acquireTime));
}`,
  ),
  mutation(
    6,
    'a newer record of somebody else burns all earlier nonces',
    'core/election/observing.ts',
    "  if (previous.kind !== 'present' || previous.version !== version) draft.own = burnAll(draft.own);\n",
    '',
  ),
  mutation(
    6,
    'absence burns all earlier nonces',
    'core/election/observing.ts',
    "  draft.own = burnAllBut(draft.own, isNews ? [] : createsUnderWay(draft));\n  loseTerm(draft, 'deleted');",
    "  loseTerm(draft, 'deleted');",
  ),
  mutation(
    6,
    'a 409 to a take burns its own nonce',
    'core/election/answers.ts',
    '  if (!begun) draft.own = burn(draft.own, write.sent.acquireTime);\n',
    '',
  ),
  mutation(
    7,
    'a record proves the write that it shows, not a later one',
    'core/election/own-writes.ts',
    'own.writes.find(write => write.acquireTime === spec?.acquireTime && write.renewTime === spec?.renewTime)',
    'own.writes.findLast(write => write.acquireTime === spec?.acquireTime)',
  ),
  mutation(
    7,
    'a write whose answer never came is proven by a read',
    'core/election/answers.ts',
    '    replaceWatch(draft);\n  }\n  observeLease(draft, lease, version);',
    '    replaceWatch(draft);\n  }\n  if (!draft.own.nonces.includes(String(lease.spec?.acquireTime))) observeLease(draft, lease, version);',
  ),
  mutation(
    8,
    'the gate closes first',
    'core/elector/election-driver.ts',
    "    if ((name !== 'leader' && name !== 'ending') || this.isHalted) return false;\n",
    "    if (name !== 'leader') return name === 'ending' && this.observer.isWorking();\n",
  ),
  mutation(
    8,
    'work under way is waited for',
    'core/election/plan.ts',
    'const over = !draft.now.working || isDue(draft, phase.until);',
    'const over = true;',
  ),
  mutation(
    8,
    'while the lease is still renewed',
    'core/election/plan.ts',
    '    if (held && term) planHolding(draft, term);\n',
    '    if (held && term) isDue(draft, whenPast(draft, term.deadline));\n',
  ),
  mutation(
    8,
    'signal aborts before the release',
    'core/election/plan.ts',
    "    draft.actions.push({ type: 'endTerm', code: ending.code });\n    const until",
    '    const until',
  ),
  mutation(
    8,
    'no release while work is left',
    'core/election/plan.ts',
    '  } else if (draft.now.working) {\n    draft.actions.push',
    '  } else if (draft.now.working && !(phase.held && term)) {\n    draft.actions.push',
  ),
  mutation(
    8,
    "until the release's outcome is settled no term begins",
    'core/election/plan.ts',
    '  else if (isDue(draft, draft.pace.writeAt)) sendRelease(draft, observed);\n',
    `  else if (isDue(draft, draft.pace.writeAt)) {
    sendRelease(draft, observed);
    draft.requests = [];
    settle(draft, ending);
  }
`,
  ),
  mutation(
    8,
    'a release is never retried after a new term',
    'core/election/plan.ts',
    '  else if (isDue(draft, draft.pace.writeAt)) sendRelease(draft, observed);\n',
    `  else if (isDue(draft, draft.pace.writeAt)) {
    if (draft.pace.failedWrites === 0) {
      sendRelease(draft, observed);
    } else {
      owed.add(config);
      settle(draft, ending);
    }
  }
`,
    [
      'isDue(draft, at)) sendRenewal(draft, draft.observed, term.acquireTime);',
      'isDue(draft, at)) renewOrRelease(draft, draft.observed, term);',
    ],
    [
      '/** Rule 8: drain, abort, release, each while the lease is still ours. */\n',
      `const owed = new WeakSet();

function renewOrRelease(draft: Draft, observed: Present, term: Term): void {
  if (owed.delete(draft.config)) sendRelease(draft, observed);
  else sendRenewal(draft, observed, term.acquireTime);
}

`,
    ],
  ),
  mutation(
    8,
    'a release is never written over what is not ours',
    'core/election/plan.ts',
    "const isOurs = observed.kind === 'present' && isOwn(draft.own, config.identity, observed.lease.spec);",
    "const isOurs = observed.kind === 'present';",
  ),
  mutation(
    8,
    'the release has releaseTimeout',
    'core/election/terms.ts',
    'deadline: earlier(deadline, longest), failures: 0',
    'deadline, failures: 0',
  ),
  mutation(
    8,
    'one more try at the release after a failure',
    'core/election/plan.ts',
    'const mostFailures = 2;',
    'const mostFailures = 20;',
  ),
  mutation(8, 'none after a refusal', 'core/election/answers.ts', 'isRefusal(failure) ? Infinity : 1', '1'),
  mutation(
    9,
    'a record that is not its own ends the term at once',
    'core/election/observing.ts',
    "  loseTerm(draft, 'replaced');\n",
    '',
  ),
  mutation(
    10,
    'a second for truncation',
    'core/election/proven-age.ts',
    'const truncation = 1000;',
    'const truncation = 0;',
  ),
  mutation(
    10,
    "a margin for the servers' clocks",
    'core/election/proven-age.ts',
    ' - truncation - margin',
    ' - truncation',
  ),
  mutation(
    10,
    'the newest of managedFields counts',
    'core/election/proven-age.ts',
    'newest = Math.max(newest, time / 1000);',
    'newest = newest === -Infinity ? time / 1000 : Math.min(newest, time / 1000);',
  ),
  mutation(
    10,
    'no entries, no back-dating',
    'core/election/proven-age.ts',
    'if (!Array.isArray(entries) || entries.length === 0) return 0;',
    'if (!Array.isArray(entries)) return 0;',
  ),
  mutation(
    10,
    "the candidate's own wall clock is a second witness",
    'core/election/proven-age.ts',
    'Math.min(ageByServer(lease, serverTime, margin), ageByOwnClock(lease, wall))',
    'ageByServer(lease, serverTime, margin)',
  ),
  mutation(
    10,
    'which can only delay',
    'core/election/proven-age.ts',
    'Math.min(ageByServer(lease, serverTime, margin), ageByOwnClock(lease, wall))',
    'Math.max(ageByServer(lease, serverTime, margin), ageByOwnClock(lease, wall))',
  ),
  mutation(
    10,
    'observed at first sight only',
    'core/election/answers.ts',
    '    replaceWatch(draft);\n  }\n  observeLease(draft, lease, version);',
    '    replaceWatch(draft);\n  }\n  observeLease(draft, lease, version, provenAge(lease, serverTime, -20_000, Infinity));',
  ),
  mutation(
    11,
    'a leader inside its deadline writes a deleted lease again at once',
    'core/election/observing.ts',
    "draft.mode.name === 'leader' ? { ...absent, reclaimUntil: draft.mode.term.deadline } : absent",
    'absent',
  ),
  mutation(
    11,
    'only inside the deadline is a deleted lease written again at once',
    'core/election/turn.ts',
    'observed.reclaimUntil !== undefined && isBefore(draft.now, observed.reclaimUntil)',
    'observed.reclaimUntil !== undefined',
  ),
  mutation(
    11,
    "after an edit or a clearing everybody waits the longest of last seen, the record's and the own",
    'core/election/observation.ts',
    'if (edited || holder === undefined) return previous.duration;',
    'if (edited || holder === undefined) return 0;',
  ),
  mutation(
    11,
    'after a delete everybody waits the longest of last seen and the own',
    'core/election/observation.ts',
    'Math.max(previous.duration, look.ownDuration);',
    'look.ownDuration;',
  ),
  mutation(
    11,
    'an edit is waited for from the sight of it',
    'core/election/observation.ts',
    'waitUntil: released ? -Infinity : Math.max(look.mono - age + duration, previousWait(previous)),',
    "waitUntil: released ? -Infinity : Math.max((edited && previous.kind === 'present' ? previous.changedAt : look.mono) - age + duration, previousWait(previous)),",
  ),
  mutation(
    11,
    'a delete is waited for from the sight of it',
    'core/election/observation.ts',
    'Math.max(look.mono + duration, previousWait(previous)),',
    'Math.max(previous.changedAt + duration, previousWait(previous)),',
  ),
  mutation(
    11,
    'whom the edit names goes first',
    'core/election/turn.ts',
    ' && holderOf(observed.lease.spec) !== draft.config.identity;',
    ' && holderOf(observed.lease.spec) === draft.config.identity;',
  ),
  mutation(
    12,
    'a request is not given up while it may still succeed',
    'core/election/pace.ts',
    'return Math.min(timeLeft(draft), draft.config.renewDeadline, longestRequest);',
    'return Math.min(timeLeft(draft), draft.config.renewDeadline, longestRequest) / 3;',
  ),
  mutation(
    12,
    'after a third of the time left it is doubted',
    'core/election/requests.ts',
    'if (slow === undefined || !isDue(draft, slow.doubtAt)) return;',
    'if (draft.steps > 0) return;',
  ),
  mutation(
    12,
    'its late success is a sight like any other',
    'core/election/answers.ts',
    '  if (!request) return;\n',
    '  if (!request || request.doubtAt === Infinity) return;\n',
  ),
  mutation(
    12,
    'and counts from its own send',
    'core/election/own-writes.ts',
    'own.writes.find(write => write.acquireTime === spec?.acquireTime && write.renewTime === spec?.renewTime)',
    `own.writes
    .filter(write => write.acquireTime === spec?.acquireTime && write.renewTime === spec?.renewTime)
    .map(write => ({ ...write, sent: own.writes.at(-1)!.sent }))[0]`,
  ),
  mutation(
    12,
    'each write has a renewTime of its own',
    'core/election/writing.ts',
    'const times = { acquireTime, renewTime: nextRenewTime(draft.own, acquireTime, draft.now.wall) };\n  const lease = renewedLease',
    'const times = { acquireTime, renewTime: nextRenewTime({ ...draft.own, writes: draft.own.writes.slice(0, 1) }, acquireTime, 0) };\n  const lease = renewedLease',
  ),
  mutation(
    12,
    'nor is a create under way, because it has not happened yet',
    'core/election/observing.ts',
    'isNews ? [] : createsUnderWay(draft)',
    '[]',
  ),
  mutation(
    12,
    'at most two writes are under way',
    'core/election/requests.ts',
    'const mostWrites = 2;',
    'const mostWrites = 3;',
  ),
  mutation(
    12,
    'after a doubt on a fresh connection',
    'core/election/requests.ts',
    'setPace(draft, { fresh: true });',
    '',
  ),
  mutation(
    12,
    'what is no longer awaited does not hold up the next renewal',
    'core/election/requests.ts',
    '  if (awaited(draft)?.write === undefined) waitNoLonger(draft);\n',
    '',
  ),
  mutation(
    12,
    'one PUT per interval',
    'core/election/plan.ts',
    'term.renewedAt + draft.config.renewInterval;',
    'term.renewedAt + draft.config.renewInterval / 3;',
  ),
  mutation(
    13,
    'followers are silent',
    'core/election/plan.ts',
    "} else if (draft.watch.name !== 'open' || isTaking(draft)) {",
    '} else {',
  ),
  mutation(
    13,
    'the second silent watch in a row is polled beside',
    'core/election/silence.ts',
    'const suspicious = 2;',
    'const suspicious = Infinity;',
  ),
  mutation(
    13,
    "while somebody's end is near",
    'core/election/silence.ts',
    'return observed.changedAt + config.renewInterval + config.retryInterval;',
    'return observed.waitUntil;',
  ),
  mutation(
    13,
    'and not once a watch has told everything for a whole lease',
    'core/election/silence.ts',
    'if (draft.now.mono - heardSince < draft.config.leaseDuration) {',
    'if (draft.now.mono > 0) {',
  ),
  mutation(
    13,
    'an older event is ignored',
    'core/election/watching.ts',
    "if (event.type === 'seen' && version > observed.version)",
    "if (event.type === 'seen')",
  ),
  mutation(
    13,
    'a GET sent after the known version was learnt is the truth, even if lower',
    'core/election/answers.ts',
    'if (version <= previous.version && isOvertaken(draft, request)) return;',
    'if (version < previous.version) return;',
  ),
  mutation(
    13,
    'a GET sent before the known version was learnt is not the truth',
    'core/election/answers.ts',
    '  if (version <= previous.version && isOvertaken(draft, request)) return;\n',
    '',
  ),
  mutation(
    13,
    'a GET that finds nothing, sent before a lease was seen, is not the truth',
    'core/election/answers.ts',
    'if (!isOvertaken(draft, request)) observeAbsence(draft, undefined);',
    'observeAbsence(draft, undefined);',
  ),
  mutation(
    14,
    'a vacancy is taken at once',
    'core/election/turn.ts',
    'delay: draft.now.random() * draft.turnWindow };',
    'delay: draft.config.retryInterval + 1000 };',
  ),
  mutation(
    15,
    'after a loss a candidate campaigns on',
    'core/election/terms.ts',
    "    draft.mode = { name: 'candidate' };\n    draft.actions.push({ type: 'endTerm', code });",
    "    draft.mode = { name: 'stopped' };\n    draft.actions.push({ type: 'endTerm', code });",
  ),
  mutation(
    15,
    'never while work of an earlier term runs',
    'core/elector/election-driver.ts',
    'working: this.observer.isWorking(),',
    "working: this.state.mode.name !== 'candidate' && this.observer.isWorking(),",
  ),
  mutation(
    15,
    'after stepDown it stays out',
    'core/election/plan.ts',
    'isDue(draft, Math.max(at, pace.writeAt, draft.outUntil))',
    'isDue(draft, Math.max(at, pace.writeAt))',
  ),
  mutation(
    16,
    'every gate is latched',
    'core/elector/candidate-elector.ts',
    "    this.active?.end(this.lost('shutdown'));\n    this.active = undefined;\n    this.onStopped();",
    '    this.onStopped();',
  ),
  mutation(
    16,
    'every elector is stopped for good',
    'core/elector/election-driver.ts',
    '    this.isHalted = true;\n    this.wakeAt(Infinity);\n',
    '',
  ),
  mutation(
    16,
    'and has no tracked work under way',
    'core/elector/candidate-elector.ts',
    'if (release === undefined || isWorking || ',
    'if (release === undefined || ',
  ),
  mutation(16, 'if the holder is ours', 'core/lease/last-words.worker.ts', 'spec?.holderIdentity !== holder || ', '', [
    "nonces.includes(spec.acquireTime ?? '')",
    "nonces.includes(spec?.acquireTime ?? '')",
  ]),
  mutation(
    16,
    'and the nonce is ours',
    'core/lease/last-words.worker.ts',
    " || !nonces.includes(spec.acquireTime ?? '')",
    '',
  ),
  mutation(
    17,
    'until its process ends or nothing unreleased names it',
    'core/elector/candidate-elector.ts',
    'if (!decision.isNamed) this.presence?.leave(this);',
    'this.presence?.leave(this);',
  ),
  mutation(
    17,
    'it counts only while the record shows that acquireTime',
    'core/record/place.ts',
    "  if (claim['acquireTime'] !== acquireTime) return undefined;\n",
    '',
  ),
  mutation(
    17,
    'and that holder',
    'core/record/place.ts',
    "  if (claim['holder'] !== holderIdentity) return undefined;\n",
    '',
  ),
  mutation(17, 'of its own boot', 'core/election/inheriting.ts', '  if (holder.bootId !== place.bootId) return;\n', ''),
  mutation(
    17,
    'and its own network namespace',
    'core/election/inheriting.ts',
    '  if (holder.netNamespace !== place.netNamespace) return;\n',
    '',
  ),
  mutation(
    17,
    'first sight only',
    'core/election/answers.ts',
    '  observeLease(draft, lease, version);\n}\n\nfunction readFailed(',
    '  observeLease(draft, lease, version);\n  sawFirst(draft, version);\n}\n\nfunction readFailed(',
  ),
  mutation(
    17,
    'only ECONNREFUSED proves',
    'core/election/inheriting.ts',
    "outcome === 'refused' ? firstSight : undefined",
    'firstSight',
  ),
  mutation(
    17,
    'while the record is unchanged',
    'core/election/inheriting.ts',
    'neighbours.orphan === version',
    'neighbours.orphan !== undefined',
    ['firstSight: undefined, orphan: undefined', ''],
  ),
  mutation(
    17,
    'nothing is proven of a record that comes back',
    'core/election/inheriting.ts',
    '  if (draft.neighbours.firstSight !== undefined) know(draft, { firstSight: undefined, orphan: undefined });\n',
    '',
  ),
  mutation(
    17,
    'left out if annotations would exceed their limit',
    'core/election/inheriting.ts',
    '  if (bytesOf(placed) > annotationsLimit) return lease;\n',
    '',
  ),
  mutation(
    17,
    'left out after a take was rejected',
    'core/election/inheriting.ts',
    'isWithheld: !draft.neighbours.isWithheld',
    'isWithheld: false',
  ),
];
