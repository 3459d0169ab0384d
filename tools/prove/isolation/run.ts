import type { AccountReport } from '../../../local/aws-limits/account.ts';
import type { Report } from '../../../local/aws-limits/dynamodb/proxy.ts';
import { planOf } from '../../../local/plan.ts';
import { startStack } from '../../../local/start-stack.ts';
import { loadStack } from '../../../stack/load.js';
import { SKU } from '../bench/operations.ts';
import { type Staff, staffOf } from '../readers/staff.ts';
import { catalogOf } from '../visible/import.ts';
import { type Bought, sendBuyers } from './buyers.ts';
import { startFailing } from './failing.ts';
import { flood, floodedRoutes, type Statuses } from './flood.ts';

export interface IsolationPlan {
  /** Of every ceiling and rate: what a machine of two cores can do. */
  readonly divisor: number;
  /** The shares that hold; undefined: all. */
  readonly shares: string | undefined;
  readonly perSecond: number;
  readonly seconds: number;
  /** How many times what they take the flooded routes are offered. */
  readonly times: number;
  readonly rows: number;
  readonly settleSeconds: number;
}

export interface IsolationSeen {
  readonly quiet: readonly Bought[];
  readonly flooded: readonly Bought[];
  readonly statuses: Statuses;
  /** How often the mail service and the receiver were asked, and failed. */
  readonly failed: { readonly mails: number; readonly webhooks: number };
  readonly account: AccountReport;
}

/** Buys on a stack of its own under an account's limits, first alone, then beside a flood, an import, and failing mail and webhooks. */
export const seeIsolation = async (plan: IsolationPlan): Promise<IsolationSeen> => {
  const [mail, receiver] = await Promise.all([startFailing(), startFailing()]);
  const { AWS_LIMITS_SHARES: _, ...env } = process.env as Record<string, string>;
  const stack = await startStack({
    args: ['--aws-limits'],
    env: {
      ...env,
      ...(plan.shares === undefined ? {} : { AWS_LIMITS_SHARES: plan.shares }),
      AWS_LIMITS_DIVISOR: String(plan.divisor),
      SES_ENDPOINT: mail.url,
    },
  });
  const stopped = new AbortController();
  try {
    const staff = staffOf(stack);
    await staff('PUT', `/stock/${SKU}`, { available: 1_000_000 });
    const { perSecond, seconds, settleSeconds } = plan;
    const quiet = await sendBuyers(stack.gateway, { perSecond, seconds, settleSeconds });

    await staff('POST', '/webhooks', { url: receiver.url, events: ['order.placed', 'order.paid'] });
    const routes = floodedRoutes(planOf(await loadStack()), plan.divisor);
    const flooding = flood(stack.gateway, routes, plan.times, stopped.signal);
    if (plan.rows > 0) await startImport(staff, plan.rows);
    const flooded = await sendBuyers(stack.gateway, { perSecond, seconds, settleSeconds });
    stopped.abort();
    const statuses = await flooding;
    const { account } = (await (await fetch(stack.endpoints.dynamodb)).json()) as Report;
    if (!account) throw new Error('isolation: the stack runs without the limits of an account');
    return { quiet, flooded, statuses, failed: { mails: mail.asked(), webhooks: receiver.asked() }, account };
  } finally {
    stopped.abort();
    await stack.stop();
    mail.stop();
    receiver.stop();
  }
};

interface Started {
  readonly upload: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
}

/** Uploads a file of so many rows; nobody waits until it is worked. */
const startImport = async (staff: Staff, rows: number): Promise<void> => {
  const { upload } = await staff<Started>('POST', '/imports', { kind: 'products', format: 'shopify-csv' });
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  // Two products are three rows.
  form.append('file', new Blob([catalogOf('flood', Math.ceil((2 * rows) / 3))]), 'catalog.csv');
  const stored = await fetch(upload.url, { method: 'POST', body: form });
  if (!stored.ok) throw new Error(`the upload was answered ${stored.status}`);
};
