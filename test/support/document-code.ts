import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeBlocks, documents, readDocument } from './documents.js';
import { root } from './packed-package.js';

/** A TypeScript example that people read, and where. */
export interface Example {
  /** For example `docs/guide.md, block 3`. */
  readonly where: string;
  readonly code: string;
}

/** All examples of the documents. What stands between marks configures other tools, and is tried with them. */
export function documentedExamples(): Example[] {
  const withoutMarked = (text: string) => text.replace(/<!-- ([\w-]+):start -->.*?<!-- \1:end -->/gs, '');
  return documents.flatMap(path => examplesOf(path, withoutMarked(readDocument(path))));
}

/** All examples in the doc comments of the sources. */
export function commentedExamples(): Example[] {
  return [...docComments()].flatMap(([path, text]) => examplesOf(path, text));
}

/** The doc comments of each source that have more than one line, without their stars. */
export function docComments(): Map<string, string> {
  const sources = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts'))
    .map(path => `lib/${path}`)
    .sort();
  return new Map(sources.map(path => [path, commentsOf(readFileSync(join(root, path), 'utf8'))]));
}

function commentsOf(source: string): string {
  const comments = source.match(/^ *\/\*\*\n.*?\*\/$/gms) ?? [];
  return comments
    .join('\n')
    .replace(/^ *\*\/$/gm, '')
    .replace(/^ *\* ?/gm, '');
}

function examplesOf(path: string, text: string): Example[] {
  return codeBlocks('ts', text)
    .map((code, index) => ({ where: `${path}, block ${index + 1}`, code }))
    .filter(({ code }) => quoted(code) === undefined);
}

/** What a block quotes of a sample with packages of its own, which is compiled with them; its first line says so. */
export function quoted(code: string): { file: string; code: string } | undefined {
  const [, file] = /^\/\/ (sample\/1\d-.*\.ts)\n/.exec(code) ?? [];
  return file === undefined ? undefined : { file, code: code.slice(code.indexOf('\n') + 1) };
}

/** Where an example's names come from that it does not import itself. */
const imports: Readonly<Record<string, readonly string[]>> = {
  '@nestjs/common': ['Controller', 'Get', 'Injectable', 'Logger', 'Module', 'Post', 'UseGuards'],
  '@nestjs/core': ['NestFactory'],
  '@nestjs/schedule': ['Cron', 'Interval', 'ScheduleModule', 'SchedulerRegistry'],
  '@nestjs/testing': ['Test'],
  cron: ['CronJob'],
  'nestjs-kubernetes-leader': [
    'InjectLeader',
    'LeaderElectionModule',
    'LeaderGuard',
    'LeaderService',
    'LeadershipLostError',
    'LeadershipTerm',
    'NotLeaderException',
    'OnLeaderChanged',
    'OnLeadershipAcquired',
    'OnLeadershipLost',
    'OnlyLeader',
  ],
  'nestjs-kubernetes-leader/elector': ['Elector'],
  'nestjs-kubernetes-leader/metrics': ['LeaderMetrics'],
  'nestjs-kubernetes-leader/testing': [
    'LeaderElectionTestingModule',
    'LeadershipSwitch',
    'LeaseApiServer',
    'ManualClock',
    'leadingStub',
  ],
};

/** What is the reader's own. */
const own: Readonly<Record<string, string>> = {
  AppController: 'declare class AppController {}',
  AppModule: 'declare class AppModule {}',
  AppService: 'declare class AppService {}',
  Broker: `declare class Broker {
    subscribe(queue: string, handle: (message: string) => Promise<void>): Promise<{ drain(): Promise<void> }>;
  }`,
  ConfigModule: 'declare class ConfigModule {}',
  ConfigService: 'declare class ConfigService { get(name: string): string | undefined; }',
  Invoices: `declare class Invoices {
    sendAll(options: { day?: Date; signal: AbortSignal; fencingToken: bigint }): Promise<void>;
    sweep(): Promise<void>;
    closeQuarter(end: Date): Promise<void>;
    notYetArchived(week: Date): AsyncIterable<string>;
    archivePage(page: string, options: { signal: AbortSignal }): Promise<void>;
    pay(options: { idempotencyKey: string }): Promise<void>;
    sendNewsletter(options: { fencingToken: bigint }): Promise<void>;
  }`,
  OrderQueue: `declare class OrderQueue {
    next(options: { signal: AbortSignal }): Promise<string>;
    process(order: string, options: { signal: AbortSignal }): Promise<void>;
  }`,
  InvoiceJobs: 'declare class InvoiceJobs {}',
  ReportJobs: 'declare class ReportJobs {}',
  consume: 'declare function consume(options: { signal: AbortSignal }): Promise<void>;',
  health: 'declare const health: { readonly isReady: boolean };',
  leader: 'declare const leader: LeaderService;',
  leaderService: 'declare const leaderService: LeaderService;',
  schedulerRegistry: 'declare const schedulerRegistry: SchedulerRegistry;',
  sendInvoices: 'declare function sendInvoices(): Promise<void>;',
  startOfToday: 'declare function startOfToday(): Date;',
};

/** The example as a module that compiles: with the imports that it leaves out, and with what is the reader's own. */
export function asModule({ code }: Example): string {
  const itself = wrapped(code.replace(/^import .* from '\.\/.*';\n/gm, ''));
  const mentions = (text: string, name: string) => new RegExp(`\\b${name}\\b`).test(text);
  const brings = (name: string) =>
    new RegExp(`^import [^;]*\\b${name}\\b[^;]* from |\\b(?:class|const|let|function) ${name}\\b`, 'ms').test(itself);

  const declarations = Object.keys(own).filter(name => mentions(itself, name) && !brings(name));
  const body = [...declarations.map(name => own[name]), itself].join('\n');
  const imported = Object.entries(imports).flatMap(([from, names]) => {
    const used = names.filter(name => mentions(body, name) && !brings(name));
    return used.length === 0 ? [] : `import { ${used.join(', ')} } from '${from}';`;
  });
  return [...imported, body].join('\n');
}

/** Methods without their class get one. */
function wrapped(code: string): string {
  if (!/^(\/\/ .*\n)*@/.test(code) || /^(export )?class /m.test(code)) return code;
  return `class Example { constructor(readonly leader: LeaderService, readonly invoices: Invoices) {}\n${code}\n}`;
}
