import type { FuzzRequest } from './requests.ts';
import type { Found, Outcome } from './run.ts';

/** More honest refusals to do something now than one in so many requests are too many. */
const AGAIN_ONE_IN = 100;
/** Of an answer or a body so much is shown. */
const SHOWN = 2000;

/** Whether a run shows that nothing is wrong. @param behind what failed behind the answers */
export const isRight = ({ found, again, requests }: Outcome, behind: readonly string[] = []): boolean =>
  found.length === 0 && behind.length === 0 && again <= Math.max(10, requests / AGAIN_ONE_IN);

/** Says in words how a run went: what was answered, and each kind of fault with its first request as a command. */
export const shown = (outcome: Outcome, seed: number, behind: readonly string[] = []): string => {
  const { requests, operations, statuses, again, onlyRefused, found } = outcome;
  const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  const refused = Object.entries(onlyRefused).map(([name, codes]) => `  ${name} (${codes.join(', ')})`);
  const verdict = isRight(outcome, behind)
    ? '✓ No 5xx, no answer that breaks its schema or is not declared, none without X-Request-Id, none that hung.'
    : `✗ ${found.length + behind.length} kinds of faults, ${again} times "try again".`;
  return `${[
    `${requests} requests of seed ${seed} to ${operations} operations; answers ${counts.join(', ')}.`,
    ...(again > 0 ? [`${again} times an answer was "try again".`] : []),
    ...(refused.length > 0 ? ['Refused every time:', ...refused] : []),
    ...found.flatMap((one) => faultLines(one, seed)),
    ...behind.map((line) => `\n✗ behind the answers: ${line}`),
    '',
    verdict,
  ].join('\n')}\n`;
};

const faultLines = ({ operation, what, times, number, request, answer }: Found, seed: number): string[] => [
  '',
  `✗ ${operation}: ${what} (${times} times)`,
  `  ${request.broken.length > 0 ? `broken on purpose: ${request.broken.join(', ')}` : 'keeps to the document'}`,
  `  ${commandOf(request)}`,
  `  → ${answer.slice(0, SHOWN)}`,
  `  alone: npm run fuzz -- --seed ${seed} --only '${operation}' --requests ${number + 1}`,
];

/** A request as a command, its body in base 64 where it is no plain text; credentials are left out. */
export const commandOf = ({
  method,
  target,
  headers,
  body,
}: Pick<FuzzRequest, 'method' | 'target' | 'headers' | 'body'>): string => {
  const given = Object.entries(headers).map(([name, value]) =>
    name === 'authorization' || name === 'x-order-token' ? `-H '${name}: …'` : `-H '${name}: ${value}'`,
  );
  const text = body?.toString('utf8') ?? '';
  const isPlain = /^[\x20-\x26\x28-\x7e]*$/.test(text) && text.length <= SHOWN;
  const sent = isPlain
    ? `--data-binary '${text}'`
    : `--data-binary (base 64) ${body?.toString('base64').slice(0, SHOWN)}`;
  return [`curl -X ${method} '…${target}'`, ...given, ...(body === undefined ? [] : [sent])].join(' ');
};
