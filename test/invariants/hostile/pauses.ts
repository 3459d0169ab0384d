import type { World } from './world.ts';

/** What keeps a call back. */
export interface Pause {
  /** Milliseconds since 1970; it is over then at the latest. */
  until: number;
  /** The sums of the shard were raised while it lasted. */
  risen: boolean;
}

type Input = Readonly<Record<string, unknown>>;
interface Put {
  readonly Item?: { readonly pk?: unknown };
}
interface Update {
  readonly Key?: { readonly pk?: unknown };
  readonly UpdateExpression?: string;
}

const LONGEST_MS = 30 * 60_000;
/** The world's time between two audits while a call is paused. */
const AUDIT_WITHIN_MS = 60_000;

/**
 * Steers a history to the moment that chance seldom finds: a call that writes a credit of a shard, its item or its
 * counting in, is paused until an audit has raised the sums of the same shard, and takes effect after that. One call of a
 * shard is paused at a time, so that others can credit the shard meanwhile; audits run for as long as one is.
 */
export class Pauses {
  /** Calls that were paused across a rise, and went on. */
  spanned = 0;
  private readonly world: World;
  private readonly audit: () => Promise<unknown>;
  private readonly shards = new Map<string, Pause>();
  private auditing = false;

  constructor(world: World, audit: () => Promise<unknown>) {
    this.world = world;
    this.audit = audit;
  }

  /** Decides whether a call to a table is paused; two in three that write a credit are, while anything goes wrong at all. */
  begin(input: Input): Pause | undefined {
    const shard = this.world.faults && creditedShard(input);
    if (shard === undefined || this.isPaused(shard) || !this.world.chance.happens(2 / 3)) return undefined;
    const pause = { until: this.world.now + LONGEST_MS, risen: false };
    this.shards.set(shard, pause);
    if (!this.auditing) this.planAudit();
    return pause;
  }

  /** Notes a write that took effect: raised sums end the pause of their shard. */
  written(input: Input): void {
    const key = String((input as Put).Item?.pk);
    const pause = key.startsWith('audit#') ? this.shards.get(key.slice('audit#'.length)) : undefined;
    if (!pause || pause.until <= this.world.now) return;
    Object.assign(pause, { until: this.world.now, risen: true });
  }

  /** Counts a pause whose call goes on. */
  ended(pause: Pause | undefined): void {
    if (pause?.risen) this.spanned += 1;
  }

  private isPaused(shard: string): boolean {
    return (this.shards.get(shard)?.until ?? 0) > this.world.now;
  }

  private planAudit(): void {
    this.auditing = true;
    this.world.later(this.world.chance.upTo(AUDIT_WITHIN_MS), 'time for another audit', () => {
      void this.audit().then(() => {
        this.auditing = false;
        if ([...this.shards.keys()].some((shard) => this.isPaused(shard))) this.planAudit();
      });
    });
  }
}

/** The shard whose credit a call puts or counts in, `<stock key>#<number>`; undefined for any other call. */
const creditedShard = (input: Input): string | undefined => {
  const items = (input['TransactItems'] as { readonly Put?: Put }[] | undefined) ?? [];
  const put = items.map(({ Put }) => String(Put?.Item?.pk)).find((key) => key.startsWith('credit#'));
  if (put) return put.slice('credit#'.length);
  const { Key, UpdateExpression = '' } = input as Update;
  const key = String(Key?.pk);
  return key.startsWith('stock#') && UpdateExpression.includes('#c = :k') ? key.slice('stock#'.length) : undefined;
};
