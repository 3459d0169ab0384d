import type { StackFile } from '../../../local/stack-file.ts';

/** What an answer was, for the timeline and the next step. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the demo reads answers as a stranger's script would
  readonly body: any;
}
interface Sent {
  readonly json?: unknown;
  readonly headers?: Record<string, string>;
  readonly expect?: number;
}

interface Call {
  readonly asked: string;
  readonly answered: string;
}

const shorten = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);
/** Secrets of the run are not shown: keys, tokens, signing secrets, the cart's id. */
const shown = (text: string): string =>
  text
    .replace(/\bcrt_[0-9A-Z]{4,}/g, 'crt_…')
    .replace(/\b(fgk_|whsec_)[A-Za-z0-9+/_=-]{4,}/g, '$1…')
    .replace(/("orderToken":")[^"]+/g, '$1…');

/** Joins requests that were asked again and again, one after the other: the last answer, and how often. */
const told = (calls: readonly Call[]): string[] => {
  const runs: { call: Call; times: number }[] = [];
  for (const call of calls) {
    const last = runs.at(-1);
    if (last && last.call.asked === call.asked) Object.assign(last, { call, times: last.times + 1 });
    else runs.push({ call, times: 1 });
  }
  return runs.flatMap(({ call, times }) => [`${call.asked}${times > 1 ? ` (${times} times)` : ''}`, call.answered]);
};

/** A caller of the API that keeps what was sent and received for the timeline. */
export const clientOf = (stack: StackFile) => {
  const transcript: Call[] = [];
  const call = async (method: string, path: string, { json, headers = {}, expect }: Sent = {}): Promise<Answer> => {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const answer = await fetch(`${stack.api}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    transcript.push({
      asked: shown(`→ ${method} ${path}${body ? ` ${shorten(body, 160)}` : ''}`),
      answered: shown(`← ${answer.status} ${shorten(text, 200)}`),
    });
    const wanted = expect === undefined ? answer.status < 400 : answer.status === expect;
    if (!wanted) throw new Error(`${method} ${path} answered ${answer.status}: ${shorten(text, 400)}`);
    const isJson = answer.headers.get('content-type')?.includes('json');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  };
  return {
    call,
    admin: (method: string, path: string, sent: Sent = {}) =>
      call(method, path, { ...sent, headers: { authorization: `Bearer ${stack.adminKey}`, ...sent.headers } }),
    /** What went over the wire since the last time this was asked, in its order; what was polled is told once. */
    drain: (): string[] => told(transcript.splice(0)),
    /** Keeps a request to another address than the API's, as a line of the timeline. */
    note: (asked: string, answered: string): void =>
      void transcript.push({ asked: `→ ${asked}`, answered: `← ${answered}` }),
  };
};
export type Client = ReturnType<typeof clientOf>;

/** Asks again until it is so. @throws after `seconds` */
export const until = async <T>(what: string, ask: () => Promise<T | undefined>, seconds = 300): Promise<T> => {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`after ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
