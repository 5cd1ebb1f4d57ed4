import { goBinary } from './go-binary.js';

/** The path of a candidate made of client-go; `test/kube-apiserver/README.md` has its flags and what it prints. */
export function clientGoBinary(): Promise<string> {
  return goBinary({
    name: 'client-go',
    source: './cmd/client-go',
    building: 'Building a client-go candidate with Go: about two minutes the first time',
  });
}
