/** What is seen of one sale. All times are milliseconds since 1970, by the one clock of this machine. */

/** One request and its answer. */
export interface Request {
  readonly step: 'cart' | 'checkout' | 'payment';
  readonly start: number;
  readonly end: number;
  /** 0 when the connection broke before an answer. */
  readonly status: number;
  /** The machine's word of a refusal (`out-of-stock`); empty otherwise. */
  readonly code: string;
}

/** A person who came to buy one unit, from the first request to the last answer. */
export interface Visit {
  readonly outcome: 'paid' | 'sold-out' | 'unanswered';
  /** Every order that any answer named: one, or none. */
  readonly orders: readonly string[];
  readonly requests: readonly Request[];
}

/** A ticket of inventory's ledger: how many units, whose, and what became of them. */
export interface LedgerTicket {
  readonly quantity: number;
  readonly state: string;
  readonly order: string | null;
}

/** What all counters together said at one moment from `start` to `end`: units that nobody holds. */
export interface Look {
  readonly start: number;
  readonly end: number;
  readonly unheld: number;
}

/** A sale as the buyers saw it, and the books after everything has settled. */
export interface Observed {
  readonly units: number;
  readonly shards: number;
  readonly opened: number;
  readonly ended: number;
  readonly visits: readonly Visit[];
  /** Those who bought other products before, during and after. */
  readonly others: readonly Visit[];
  readonly ledger: readonly LedgerTicket[];
  /** From the opening to the last answer. */
  readonly looks: readonly Look[];
  readonly stock: { readonly available: number; readonly held: number; readonly committed: number };
  /** `npm run reconcile`: how it ended, and its last line. */
  readonly books: { readonly clean: boolean; readonly said: string };
  /** Every e-mail that was tried; one whose outcome nobody knows is not `sent`, and is not repeated. */
  readonly mails: readonly { readonly order: string; readonly at: number; readonly sent: boolean }[];
  /** Queues with messages that were given up, and what the first of them says. */
  readonly deadLetters: readonly { readonly queue: string; readonly messages: number; readonly sample: string }[];
  /** From the last answer until nothing was on its way any more. */
  readonly settledMs: number;
}

/** From the first request to the last answer. */
export const spanOf = ({ requests }: Pick<Visit, 'requests'>): { start: number; end: number } => ({
  start: Math.min(...requests.map(({ start }) => start)),
  end: Math.max(...requests.map(({ end }) => end)),
});

/** The answer that first told a buyer of the order: a 200 where the answer of the first try was lost. None without one. */
export const placedIn = ({ requests }: Pick<Visit, 'requests'>): Request[] =>
  requests
    .filter(({ step, status }) => step === 'checkout' && (status === 200 || status === 201))
    .toSorted((a, b) => a.end - b.end)
    .slice(0, 1);

/** The requests that were told "sold out". */
export const refusalsIn = (visits: readonly Pick<Visit, 'requests'>[]): Request[] =>
  visits.flatMap(({ requests }) => requests.filter(({ code }) => code === 'out-of-stock'));
