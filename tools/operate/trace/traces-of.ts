import type { StackFile } from '../../../local/stack-file.ts';

const TRACE = /^[0-9a-f]{32}$/;
const REQUEST = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

interface Events {
  readonly items: readonly { readonly traceparent: string }[];
}

/**
 * Finds the traces that somebody means: a trace's own id, a request's (`x-request-id`), or those of every fact about an order,
 * a payment or anything else with an id, oldest first.
 * @param lines of the log
 * @throws Error when the stack's answer is a refusal
 */
export const tracesOf = async (
  id: string,
  lines: readonly string[],
  { gateway, adminKey }: Pick<StackFile, 'gateway' | 'adminKey'>,
): Promise<string[]> => {
  const traceparent = id.match(/^00-([0-9a-f]{32})-/)?.[1];
  if (traceparent) return [traceparent];
  if (TRACE.test(id)) return [id];
  if (REQUEST.test(id)) return distinct(lines.filter((line) => line.includes(`"requestId":"${id}"`)).map(traceIn));
  const answer = await fetch(`${gateway}/admin/events?${new URLSearchParams({ aggregate: id, limit: '100' })}`, {
    headers: { authorization: `Bearer ${adminKey}` },
  });
  if (answer.status === 400) return [];
  if (!answer.ok) throw new Error(`/admin/events answered ${answer.status}: ${await answer.text()}`);
  const { items } = (await answer.json()) as Events;
  return distinct(items.map((event) => event.traceparent.slice(3, 35)));
};

const traceIn = (line: string): string => line.match(/"trace":"00-([0-9a-f]{32})-/)?.[1] ?? '';
const distinct = (traces: readonly string[]): string[] => [...new Set(traces.filter(Boolean))];
