import { type Chance, chanceOf } from '../chance.ts';
import { Failure } from './failure.ts';

/** How often, of all requests, each of these befalls one: shares, 0 to 1. */
export interface Shares {
  /** The connection breaks, and nothing was done. */
  readonly lost: number;
  /** The connection breaks after it was done. */
  readonly unanswered: number;
  /** The connection breaks, and it is done after some of the requests that follow. */
  readonly late: number;
  /** It is done, and once more after some of the requests that follow. */
  readonly twice: number;
  /** 429 or 503. */
  readonly refused: number;
  /** Of the lines of a bulk request, those that are refused with 429. */
  readonly lines: number;
  /** A search that answers what it has when its time is over. */
  readonly partial: number;
}
export const NONE: Shares = { lost: 0, unanswered: 0, late: 0, twice: 0, refused: 0, lines: 0, partial: 0 };
export const HOSTILE: Shares = {
  lost: 0.05,
  unanswered: 0.06,
  late: 0.08,
  twice: 0.08,
  refused: 0.06,
  lines: 0.05,
  partial: 0,
};

export type Fault = 'none' | 'lost' | 'unanswered' | 'late' | 'twice' | 'refused' | 'partial';
/** The most requests that a late one lets pass. */
const PASSED = 6;

/** Decides by a seed what befalls the requests, in their order; the same for the same seed. */
export class Faults {
  shares: Shares = NONE;
  readonly chance: Chance;
  #waiting: { after: number; execute: () => void }[] = [];

  constructor(seed: number) {
    this.chance = chanceOf(seed);
  }

  next(): Fault {
    const { lost, unanswered, late, twice, refused, partial } = this.shares;
    let dice = this.chance();
    for (const [fault, share] of Object.entries({ lost, unanswered, late, twice, refused, partial })) {
      if (dice < share) return fault as Fault;
      dice -= share;
    }
    return 'none';
  }

  refusal(): Failure {
    return this.chance.happens(0.5)
      ? new Failure(429, 'rejected_execution_exception', 'rejected execution of coordinating operation')
      : new Failure(503, 'cluster_block_exception', 'blocked by: [SERVICE_UNAVAILABLE/2/no cluster manager]');
  }

  spoilt(): Failure | undefined {
    if (!this.chance.happens(this.shares.lines)) return undefined;
    return new Failure(429, 'rejected_execution_exception', 'rejected execution of primary operation');
  }

  /** Keeps a request back until others have passed. */
  postpone(execute: () => void): void {
    this.#waiting.push({ after: 1 + this.chance.upTo(PASSED), execute });
  }

  /** One more request has passed; those that waited for it are executed now. */
  passed(): void {
    for (const one of this.#waiting) one.after -= 1;
    const due = this.#waiting.filter(({ after }) => after <= 0);
    this.#waiting = this.#waiting.filter(({ after }) => after > 0);
    for (const { execute } of due) execute();
  }

  /** Executes all that is still kept back. */
  settle(): void {
    while (this.#waiting.length > 0) this.passed();
  }
}
