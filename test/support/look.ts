import { queryAll, tableOf } from '#lib/table.ts';

/** Looking into the engines without changing anything. */

const get = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

/** Names of queues are those of their functions: `queueOf('orders', 'expire-order')`; dead letters add `-dead`. */
export const queueOf = (module: string, file: string): string => `floodgate-${process.env['STAGE']}-${module}-${file}`;

interface Held {
  readonly body: string;
  readonly delayUntil?: number;
}
interface Inspected {
  readonly messages: {
    readonly ready: Held[];
    readonly delayed: Held[];
    readonly inflight: { readonly message: Held }[];
  };
}

/** The parsed bodies of all messages in a queue: ready, delayed and in flight. Nothing is received. */
// biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of a body.
export const messagesIn = async (queue: string): Promise<any[]> => {
  const { messages } = await get<Inspected>(`${process.env['AWS_ENDPOINT_URL_SQS']}/_fauxqs/queues/${queue}`);
  const all = [...messages.ready, ...messages.delayed, ...messages.inflight.map((one) => one.message)];
  return all.map(({ body }) => JSON.parse(body));
};

/** When each delayed message of a queue becomes visible, milliseconds since 1970. */
export const delaysIn = async (queue: string): Promise<number[]> => {
  const { messages } = await get<Inspected>(`${process.env['AWS_ENDPOINT_URL_SQS']}/_fauxqs/queues/${queue}`);
  return messages.delayed.map((one) => one.delayUntil ?? 0);
};

/** What lies in a module's due index: to which queue, when (milliseconds since 1970) and with which body. */
export const dueIn = async (module: string) => {
  const shards = Array.from({ length: 8 }, (_, shard) =>
    queryAll(tableOf(module), { pk: `due#${shard}`, limit: 5000, consistent: true }),
  );
  return (await Promise.all(shards)).flat().map(({ sk, queue, message }) => ({
    queue: String(queue),
    due: Date.parse(String(sk).slice(0, 24)),
    // biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of a body.
    body: message as any,
  }));
};

export interface Mail {
  readonly messageId: string;
  readonly from: string;
  readonly subject: string;
  readonly destination: { readonly to: string[] };
  readonly body: { readonly html?: string; readonly text?: string };
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
}

/** Messages in the mailbox to an address. */
export const mailTo = async (address: string, mailbox = process.env['AWS_ENDPOINT_URL_SESV2']): Promise<Mail[]> => {
  const { emails } = await get<{ emails: Mail[] }>(`${mailbox}/store`);
  return emails.filter((mail) => mail.destination.to.includes(address));
};
