import { type Command } from './command.js';

const common = `  -n, --namespace NAME  default: that of the pod or of the kubeconfig's context, or else default
  --kubeconfig FILE     default: $KUBECONFIG, or else ~/.kube/config
  --context NAME        a context of the kubeconfig
  --server URL          an API server that asks for no credentials, such as kubectl proxy
  --json                prints JSON
  -h, --help            prints this`;

export function helpOf({ name, synopsis, summary, details }: Command): string {
  const usage = `Usage: nestjs-kubernetes-leader ${name} ${synopsis}`.trim();
  return `${usage}\n\n${summary}\n\n${details.replace(/^\n/, '').trimEnd()}\n\n${common}`;
}

export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: nestjs-kubernetes-leader COMMAND [options]

${lines.join('\n')}

nestjs-kubernetes-leader COMMAND --help tells more about one of them.
It ends with 0 if all is well, 1 if it found a problem or could not do what you asked, and 2 if it did not understand you.`;
}
