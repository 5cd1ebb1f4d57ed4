import { type HttpAnswer, whenOver } from '../../core/lease/http/http-answer.js';
import { largestAnswer } from '../../core/lease/http/read-body.js';
import { LineSplitter } from '../../core/lease/line-splitter.js';
import { RequestFailure } from '../../core/lease/request-failure.js';

/** Calls back for each line of a body. Resolves when it is over; rejects if it broke off, or the callback threw. */
export function eachLine(answer: HttpAnswer, callback: (line: Buffer) => void): Promise<void> {
  const lines = new LineSplitter(largestAnswer);
  return new Promise((resolve, reject) => {
    answer.body.on('data', (chunk: Buffer) => {
      try {
        for (const line of lines.push(chunk)) callback(line);
        if (lines.overflowed) throw new RequestFailure('malformed', `an event of more than ${largestAnswer} bytes`);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        answer.body.destroy();
      }
    });
    whenOver(answer, end => {
      if (end === 'broken') reject(new RequestFailure('network', 'the connection broke'));
      else resolve();
    });
  });
}
