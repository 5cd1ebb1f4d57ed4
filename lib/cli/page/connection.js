/** The token that the address ends with. It is sent to nobody but the server of this page, and in no address. */
const token = location.hash.slice(1);

/** Milliseconds without a word from the server, which says something every ten seconds. */
const patience = 25_000;
const retryInterval = 2_000;

const headers = { Authorization: `Bearer ${token}` };

/**
 * Hears what the server tells, for as long as the page is open.
 *
 * @param onMessage gets each message
 * @param onState gets `live`, `lost` or `refused`, and in the last case why
 */
export async function listen(onMessage, onState) {
  for (;;) {
    try {
      const refusal = await hear(onMessage, onState);
      if (refusal !== undefined) return onState('refused', refusal);
    } catch {
      // The server is gone, or silent.
    }
    onState('lost');
    await new Promise(resolve => setTimeout(resolve, retryInterval));
  }
}

async function hear(onMessage, onState) {
  const controller = new AbortController();
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(), patience);
  };
  wait();
  try {
    const answer = await fetch('events', { headers, signal: controller.signal });
    if (!answer.ok) return (await answer.json()).message;
    onState('live');
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ''; ;) {
      const { value, done } = await reader.read();
      if (done) return undefined;
      wait();
      const events = (rest + value).split('\n\n');
      rest = events.pop();
      for (const event of events) if (event.startsWith('data: ')) onMessage(JSON.parse(event.slice(6)));
    }
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

/** @returns what has come of it @throws Error with what the server says against it */
export async function act(action) {
  const answer = await fetch('act', {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(action),
  });
  const { message } = await answer.json();
  if (!answer.ok) throw new Error(message);
  return message;
}

/** The whole object. Undefined if there is none. */
export async function rawLease(name) {
  const answer = await fetch(`leases/${encodeURIComponent(name)}`, { headers });
  return answer.ok ? await answer.json() : undefined;
}
