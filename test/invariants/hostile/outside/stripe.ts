import Stripe from 'stripe';
import type { Chance } from '../../../support/chance.ts';
import type { Account } from '../../../support/stripe-double/account.ts';
import { controls } from '../../../support/stripe-double/control.ts';
import { type StripeDouble, startStripeDouble } from '../../../support/stripe-double/server.ts';
import { signed } from '../../../support/stripe-double/webhooks.ts';
import type { People } from '../people.ts';
import { here, type World } from '../world.ts';
import type { Outside } from './outside.ts';

/**
 * Stripe's double on the world's clock, asked by the real SDK over a real socket. Its events arrive late, in any order and
 * twice; a key keeps the first answer, an error too.
 */
const SECRET = 'whsec_hostile';
const HOUR_MS = 3_600_000;

export const stripeEnvironment = (double: StripeDouble, mode: string): Record<string, string> => ({
  PAYMENT_PROVIDER: 'stripe',
  STRIPE_SECRET_KEY: 'sk_test_hostile',
  STRIPE_WEBHOOK_SECRETS: SECRET,
  STRIPE_API_BASE: double.base,
  STRIPE_MODE: mode,
});

export const openStripe = (world: World, chance: Chance): Promise<StripeDouble> =>
  startStripeDouble({
    secret: SECRET,
    now: () => world.now,
    random: (bytes) => Buffer.from(Array.from({ length: bytes }, () => chance.upTo(256))),
  });

/** The provider as buyers and banks use it; every change of it is told to the shop. */
export const stripeOutside = (
  double: StripeDouble,
  world: World,
  mode: string,
): Outside & { tell(people: People): void } => {
  const { account } = double;
  let told = 0;
  const deciding = new Set<string>();
  /** A bank takes its time, and decides in the end. */
  const decideDebit = ({ id }: { readonly id: string }, people: People): void => {
    if (deciding.has(id)) return;
    deciding.add(id);
    world.later(world.chance.upTo(HOUR_MS / 3), 'a bank decides', () => {
      // A buyer whose debit failed may try another one, which is decided too.
      deciding.delete(id);
      if (account.intents.get(id)?.status === 'processing')
        controls.settleDebit(account, id, world.chance.happens(0.7));
      tell(people);
    });
  };
  const tell = (people: People): void => {
    for (const event of account.events.slice(told)) {
      const { chance, faults } = world;
      const times = faults && chance.happens(faults.twice) ? 2 : 1;
      for (let time = 0; time < times; time += 1) {
        const lag = faults ? chance.upTo(chance.happens(0.7) ? 3000 : HOUR_MS) : 0;
        world.later(lag, `stripe tells ${event.type}`, () => void deliver(world, people, event));
      }
      if (event.type === 'refund.created') decideRefund(world, account, event.data.object.id, () => tell(people));
    }
    told = account.events.length;
  };
  return {
    methods: mode === 'intents' ? ['pm_card_visa', 'pm_card_visa', 'pm_card_chargeDeclined', undefined] : [undefined],
    tell,
    async act(people, payment, chance) {
      const { type, url, clientSecret = '' } = payment?.nextAction ?? { type: 'none' };
      const id = type === 'client-secret' ? clientSecret.split('_secret')[0] : String(url).split('/').at(-1);
      if (type === 'none' || !id) return false;
      account.refundsGo = chance.pick(['succeed', 'succeed', 'succeed', 'pend']);
      try {
        chance.pick([controls.pay, controls.pay, controls.decline, controls.process])(account, id);
      } catch {
        // The page has closed meanwhile: the buyer reads that, and goes back.
      }
      for (const intent of account.intents.values()) if (intent.status === 'processing') decideDebit(intent, people);
      tell(people);
      return true;
    },
    payable: () => {
      const sessions = [...account.sessions.values()].filter(({ status, expires_at }) => status === 'open' && expires_at > account.seconds()); // biome-ignore format: one line
      const intents = [...account.intents.values()].filter(({ status }) => /^requires_/.test(status));
      // A session's intent is paid on its page; of one that we had charged at once nobody was told the secret.
      const isOurs = ({ metadata, status }: (typeof intents)[number]): boolean =>
        metadata['via'] === 'checkout' || (metadata['named'] === '1' && status === 'requires_payment_method');
      const alone = intents.filter((intent) => !isOurs(intent));
      return [...sessions, ...alone].map(({ metadata }) => metadata['payment'] ?? '');
    },
    charges: () =>
      [...account.charges.values()]
        .filter(({ payment_intent }) => account.intents.get(payment_intent)?.status === 'succeeded')
        .map(({ id, payment_intent, amount, metadata, disputed }) => ({
          paymentId: metadata['payment'] ?? '',
          // Refunds name the intent, so it is what money came by.
          id: payment_intent,
          amount,
          disputed,
          refunds: [...account.refunds.values()]
            .filter(({ charge }) => charge === id)
            .map(({ metadata: of, amount: back, status }) => ({ refundId: of['refund'] ?? '', amount: back, status })),
        })),
  };
};

/** What is not taken is told again; Stripe does so for three days. */
const deliver = async (world: World, people: People, event: Account['events'][number]): Promise<void> => {
  const { body, headers } = signed(event, SECRET, world.now);
  const answer = await people.once('billing/receive-payment-report', { params: { provider: 'stripe' }, headers, body });
  if (answer && answer.status < 300) return;
  world.later(HOUR_MS, `stripe tells ${event.type} again`, () => void deliver(world, people, event));
};

const decideRefund = (world: World, account: Account, id: string, tell: () => void): void => {
  world.later(world.chance.upTo(HOUR_MS), 'a bank decides on a refund', () => {
    if (account.refunds.get(id)?.status === 'pending') controls.finishRefund(account, id, world.chance.happens(0.6));
    tell();
  });
};

type Make = (this: unknown, ...request: unknown[]) => Promise<Response>;
interface Response {
  getStatusCode(): number;
  getHeaders(): Record<string, string>;
  toJSON(): Promise<unknown>;
}

/** An answer that was read to its end: reading it later would be a wait that the world does not know. */
class Answer implements Response {
  private readonly status: number;
  private readonly headers: Record<string, string>;
  private readonly body: unknown;
  constructor(status: number, headers: Record<string, string>, body: unknown) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
  getStatusCode(): number {
    return this.status;
  }
  getHeaders(): Record<string, string> {
    return this.headers;
  }
  getRawResponse(): object {
    return { headers: this.headers };
  }
  async toJSON(): Promise<unknown> {
    return this.body;
  }
}

/** Leads the SDK's requests through the world. @param after called when one has taken effect */
export const installStripe = (
  doubleOf: (world: World) => { double: StripeDouble; after: () => void } | undefined,
): void => {
  const client = Object.getPrototypeOf(Stripe.createNodeHttpClient()) as { makeRequest: Make };
  const real = client.makeRequest;
  client.makeRequest = function (...request) {
    const found = here();
    const behind = found && doubleOf(found.world);
    if (!found || !behind) return real.apply(this, request);
    const { world, process } = found;
    const [path, method] = [String(request[2]), String(request[3])];
    const send = async (): Promise<Response> => {
      const { faults, chance } = world;
      const route = `${method} ${path.split('?')[0]}`;
      if (faults && method === 'POST' && chance.happens(0.02))
        behind.double.faults.plan(route, chance.pick(['error', 'error-after', 'limited']));
      const response = await real.apply(this, request);
      const answer = new Answer(response.getStatusCode(), response.getHeaders(), await response.toJSON());
      behind.after();
      return answer;
    };
    const fail = (fault: string): Error =>
      Object.assign(new Error(fault), { code: fault === 'before' ? 'ECONNRESET' : 'ETIMEDOUT' });
    return world.call(process, 'provider', `${method} ${path.split('?')[0]}`, send, fail);
  };
};
