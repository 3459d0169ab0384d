type Item = Readonly<Record<string, unknown>>;

/** How few units of each thing were unheld since a moment. */
export interface Watch {
  readonly least: (what: string) => number;
  readonly stop: () => void;
}

/**
 * What is unheld, as it is seen on the wire: units in the counters of a thing, and units on their way between them. A
 * refusal is only true if at some moment between question and answer there was too little.
 */
export class Unheld {
  /** By thing, by shard. */
  private readonly counters = new Map<string, Map<string, number>>();
  /** By thing, by the move's ticket. */
  private readonly moving = new Map<string, Map<string, number>>();
  /** The owed entries that a credit took in, by credit. */
  private readonly credits = new Map<string, string[]>();
  private readonly watches = new Set<Map<string, number>>();

  now(what: string): number {
    const sum = (of: Map<string, number> | undefined) => [...(of?.values() ?? [])].reduce((all, n) => all + n, 0);
    return sum(this.counters.get(what)) + sum(this.moving.get(what));
  }

  watch(): Watch {
    const least = new Map<string, number>();
    this.watches.add(least);
    const began = new Map([...this.counters.keys()].map((what) => [what, this.now(what)]));
    return {
      least: (what) => Math.min(least.get(what) ?? Number.POSITIVE_INFINITY, began.get(what) ?? 0),
      stop: () => void this.watches.delete(least),
    };
  }

  /** Takes note of a write that took effect. */
  see(command: string, input: Item, output: Item): void {
    if (command === 'TransactWrite') this.seeTransaction(input);
    const key = input['Key'] as { pk?: unknown } | undefined;
    const [, what, shard] = String(key?.pk).match(/^stock#(.+)#(\d+)$/) ?? [];
    const after = output['Attributes'] as Record<string, number> | undefined;
    if (command !== 'Update' || what === undefined || shard === undefined || !after) return;
    const expression = String(input['UpdateExpression']);
    const moving = this.of(this.moving, what);
    if (expression.includes('#mt = #t')) moving.set(`ticket-${shard}-${after['mt']}`, after['mq'] ?? 0);
    if (expression.includes('#c = :k'))
      for (const id of this.credits.get(`${what} ${shard} ${after['c']}`) ?? []) moving.delete(id);
    this.set(what, shard, after['n'] ?? 0);
  }

  private seeTransaction(input: Item): void {
    for (const { Put } of input['TransactItems'] as { Put?: { Item: Item } }[]) {
      const pk = String(Put?.Item['pk']);
      const [, what = '', shard = ''] = pk.match(/^credit#(.+)#(\d+)$/) ?? [];
      const parts = Put?.Item['parts'] as { id: string }[] | undefined;
      if (what && parts) this.credits.set(`${what} ${shard} ${Number(Put?.Item['sk'])}`, parts.map(({ id }) => id)); // biome-ignore format: one line
      const [, opened = '', first = ''] = pk.match(/^stock#(.+)#(\d+)$/) ?? [];
      if (opened) this.set(opened, first, Number(Put?.Item['n'] ?? 0));
    }
  }

  /** Says what is in a counter: at the beginning, for one that was made before anybody looked. */
  set(what: string, shard: string, n: number): void {
    const before = this.now(what);
    this.of(this.counters, what).set(shard, n);
    const least = Math.min(before, this.now(what));
    for (const watch of this.watches) watch.set(what, Math.min(watch.get(what) ?? Number.POSITIVE_INFINITY, least));
  }

  private of(maps: Map<string, Map<string, number>>, what: string): Map<string, number> {
    const found = maps.get(what) ?? new Map<string, number>();
    maps.set(what, found);
    return found;
  }
}
