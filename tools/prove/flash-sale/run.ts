import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { nowMs, sleep } from '#lib/clock.ts';
import { type StartedStack, startStack } from '../../../local/start-stack.ts';
import { createClient, type LoadClient } from '../bench/load.ts';
import { visit } from './buyer.ts';
import type { Observed, Visit } from './observed.ts';
import { watchShelf } from './shelf.ts';
import { openShop, settled } from './shop.ts';

/** How a sale is held. */
export interface Plan {
  readonly buyers: number;
  readonly units: number;
  readonly shards: number;
  /** How many are in the shop at once; the others wait outside, and come in as somebody leaves. */
  readonly atOnce: number;
  /** How long other products are sold alone, before the sale and after it. */
  readonly quietMs: number;
}
/** How far a sale is. */
export interface Standing {
  readonly phase: 'opening' | 'before' | 'selling' | 'after' | 'settling';
  readonly answered: number;
  readonly sold: number;
  readonly refused: number;
}

const DEAL = 'DEAL-1';
const OTHERS = ['PLAIN-1', 'PLAIN-2', 'PLAIN-3', 'PLAIN-4'];
/** One buyer in so many presses the button twice at the same moment. */
const DOUBLE_PRESS = 10;
/** One shopper in so many buys something else. */
const OTHER_SHOPPER = 20;
/** How long such a shopper looks around between two purchases. */
const LOOK_AROUND_MS = 250;

/** Holds one sale on a stack of its own, and waits until it has settled. */
export const holdSale = async (plan: Plan, tell: (standing: Standing) => void): Promise<Observed> => {
  tell({ phase: 'opening', answered: 0, sold: 0, refused: 0 });
  const stack = await startStack({ env: { SEED: '0' } });
  const client = createClient(stack.api, 2 * plan.atOnce);
  try {
    return await sell(plan, stack, client, tell);
  } finally {
    client.close();
    await stack.stop();
  }
};

const sell = async (
  plan: Plan,
  stack: StartedStack,
  client: LoadClient,
  tell: (standing: Standing) => void,
): Promise<Observed> => {
  const { units, shards, quietMs } = plan;
  const shop = openShop(stack);
  const deal = await shop.stock(DEAL, 'The deal of the day', units, shards);
  for (const sku of OTHERS) await shop.stock(sku, `Something plain (${sku})`, 1_000_000, 1);

  const counts = { answered: 0, sold: 0, refused: 0 };
  const others = keepBuying(client, Math.max(2, Math.ceil(plan.atOnce / OTHER_SHOPPER)));
  tell({ phase: 'before', ...counts });
  await sleep(quietMs);
  tell({ phase: 'selling', ...counts });
  const shelf = await watchShelf(stack, deal, shards);
  const opened = nowMs();
  const visits = await crowd(client, plan, ({ outcome }) => {
    counts.answered += 1;
    if (outcome === 'paid') counts.sold += 1;
    if (outcome === 'sold-out') counts.refused += 1;
    tell({ phase: 'selling', ...counts });
  });
  const ended = nowMs();
  const looks = await shelf.stop();
  tell({ phase: 'after', ...counts });
  await sleep(quietMs);
  const bought = await others.stop();
  tell({ phase: 'settling', ...counts });
  const counted = async () => (await reconcile(stack, deal)).units;
  await settled(shop, counted, new Set(visits.flatMap(({ orders }) => orders)));
  const { units: stock, ...books } = await reconcile(stack, deal);
  const settledMs = nowMs() - ended;
  return {
    units,
    shards,
    opened,
    ended,
    visits,
    others: bought,
    ledger: await shop.ledgerOf(DEAL),
    looks,
    stock,
    books,
    mails: await shop.mails(),
    deadLetters: await shop.deadLetters(),
    settledMs,
  };
};

/** Lets all buyers in, so many at once; answers their visits in the order in which they ended. */
const crowd = async (client: LoadClient, plan: Plan, tell: (ended: Visit) => void): Promise<Visit[]> => {
  const visits: Visit[] = [];
  let next = 0;
  const door = async (): Promise<void> => {
    for (let number = next++; number < plan.buyers; number = next++) {
      const presses = number % DOUBLE_PRESS === 0 ? 2 : 1;
      const ended = await visit(client, { email: `buyer-${number}@example.org`, sku: DEAL, presses });
      visits.push(ended);
      tell(ended);
    }
  };
  await Promise.all(Array.from({ length: plan.atOnce }, door));
  return visits;
};

/** Shoppers who buy other products, one after the other, until they are stopped. */
const keepBuying = (client: LoadClient, shoppers: number): { stop(): Promise<Visit[]> } => {
  const visits: Visit[] = [];
  let open = true;
  const shopper = async (number: number): Promise<void> => {
    for (let turn = number; open; turn += 1) {
      const sku = OTHERS[turn % OTHERS.length] ?? '';
      visits.push(await visit(client, { email: `regular-${number}-${turn}@example.org`, sku, presses: 1 }));
      await sleep(LOOK_AROUND_MS);
    }
  };
  const all = Promise.all(Array.from({ length: shoppers }, (_, number) => shopper(number)));
  return {
    async stop() {
      open = false;
      await all;
      return visits;
    },
  };
};

/** `npm run reconcile` for one variant, as an operator runs it: its units, counted from tickets and credits. */
const reconcile = (
  { port }: StartedStack,
  variantId: string,
): Promise<Observed['books'] & { readonly units: Observed['stock'] }> =>
  new Promise((resolve) => {
    const tool = join(import.meta.dirname, '../../operate/reconcile.ts');
    execFile(process.execPath, [tool, variantId], { env: { ...process.env, PORT: String(port) } }, (error, output) => {
      const said = output.trim().split('\n').at(-1) ?? '';
      const [available = -1, held = -1, committed = -1] = [...said.matchAll(/(\d+) (?:available|held|sold)/g)].map(
        ([, units]) => Number(units),
      );
      resolve({ clean: error === null, said, units: { available, held, committed } });
    });
  });
