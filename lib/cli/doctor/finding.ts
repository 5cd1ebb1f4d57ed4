/** What the doctor has to say of one thing. */
export interface Finding {
  /** A `note` may be as somebody wants it; a `problem` keeps an election from working, or will one day. */
  readonly level: 'ok' | 'note' | 'problem';
  readonly text: string;
  /** What to do. */
  readonly advice?: string;
}

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const note = (text: string, advice?: string): Finding => ({ level: 'note', text, advice });
export const problem = (text: string, advice: string): Finding => ({ level: 'problem', text, advice });
