import { isDeepStrictEqual } from 'node:util';
import { isoTime } from '#lib/clock.ts';

// biome-ignore lint/suspicious/noExplicitAny: raw items, which the laws read without the code's own schemas.
type Raw = any;

/** What is shown at a moment, by hand: of the steps that began the latest, unless it has ended. */
export const shownAt = (steps: Raw[], moment: string): Raw | undefined => {
  const last = steps
    .filter(({ from }) => from <= moment)
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .at(-1);
  return last && (last.until === null || moment < last.until) ? last : undefined;
};

/** A release as one arming left it. */
interface Arming {
  readonly id: string;
  readonly at: string;
  readonly members: readonly Raw[];
  /** The live items of its members before, by key. */
  readonly before: ReadonlyMap<string, Raw>;
  /** Whether `at` has come, and was looked at. */
  begun: boolean;
  disarmed: boolean;
}

const keyOf = (member: Raw): string => {
  if (member.type === 'product') return `${member.id} product`;
  if (member.type === 'price-list') return `price-lists ${member.id}`;
  return member.type === 'front' ? `front#${member.slug} live` : `${member.id} live`;
};

const keyIn = ({ Item, Key }: Raw): string => {
  const { pk, sk } = Item ?? Key ?? {};
  return `${pk} ${sk}`;
};
/** Answers what a write leaves of an item: of updates those that say when a product is shown. */
const after = ({ Item, Key, UpdateExpression: set, ExpressionAttributeValues: values }: Raw, before: Raw): Raw => {
  if (Item) return Item;
  if (!Key) return before;
  if (set === undefined) return undefined;
  if (!set.includes('#product.#visibleFrom')) return before;
  const { ':visibleFrom': visibleFrom, ':visibleUntil': visibleUntil, ':release': release } = values;
  return { ...before, product: { ...before?.product, visibleFrom, visibleUntil, release } };
};
const markOf = (item: Raw): Raw | undefined => item?.release ?? item?.product?.release;

/**
 * Watches every write that takes effect, at the moment at which it does: what is stored of releases is whole at each, and what
 * was ready when one began, or was not and rang.
 */
export class ReleaseWatch {
  readonly broken = new Set<string>();
  /** Armings that began, and disarmings. */
  begun = 0;
  undone = 0;
  private readonly items = new Map<string, Raw>();
  private readonly armings: Arming[] = [];
  private readonly rung = new Set<string>();
  private readonly suspects: { readonly name: string; readonly says: string }[] = [];
  private readonly now: () => string;

  constructor(now: () => number) {
    this.now = () => isoTime(now());
  }

  /** Hears a line of the functions' logs. */
  hear(line: string): void {
    if (!line.includes('"ReleaseLate"')) return;
    const { releaseId, at } = JSON.parse(line) as { releaseId: string; at: string };
    this.rung.add(`${releaseId} ${at}`);
  }

  /** Sees a write that took effect, as it is sent: items that are put, and products whose visibility is set. */
  see(input: Raw): void {
    this.pass();
    const writes: Raw[] = [
      input,
      ...(input.TransactItems ?? []).map((one: Raw) => one.Put ?? one.Update ?? one.Delete ?? {}),
    ];
    const before = new Map(this.items);
    const touched = new Set<string>();
    for (const write of writes) {
      const key = keyIn(write);
      const next = after(write, before.get(key));
      if (next === before.get(key)) continue;
      if (next) this.items.set(key, next);
      else this.items.delete(key);
      if (next?.type === 'release') this.changed(next, before);
      for (const release of [markOf(next), markOf(before.get(key))]) if (release) touched.add(release.id);
    }
    for (const arming of this.armings)
      if (!arming.disarmed && (arming.at > this.now() || touched.has(arming.id))) this.whole(arming);
    for (const id of touched) this.nobodys(id);
  }

  /** Time has passed: those that began meanwhile are looked at as they are then. */
  pass(): void {
    for (const arming of this.armings) if (!arming.begun && arming.at <= this.now()) this.begin(arming);
  }

  /** What is left to say at the end: prices that came late, or were not taken back, and nobody was rung for. */
  end(): string[] {
    this.pass();
    const unheard = this.suspects.filter(({ name }) => !this.rung.has(name));
    return [...this.broken, ...unheard.map(({ says }) => says)];
  }

  private changed(release: Raw, before: Map<string, Raw>): void {
    const last = this.armings.findLast(({ id }) => id === release.id);
    const wasArmed = last !== undefined && !last.disarmed;
    if (release.armed && !wasArmed) {
      const members = release.members as Raw[];
      const lives = new Map(members.map((member) => [keyOf(member), before.get(keyOf(member))]));
      this.armings.push({ id: release.id, at: release.at, members, before: lives, begun: false, disarmed: false });
      // It may land when its time has come already.
      if (release.at <= this.now()) this.suspect(this.armings.at(-1) as Arming, 'was armed when it should have begun');
    }
    if (!release.armed && wasArmed) {
      last.disarmed = true;
      this.undone += 1;
      this.restored(last);
    }
  }

  /** Each member of an armed release has its change. */
  private whole(arming: Arming): void {
    const without = arming.members.filter((member) => !this.holds(member, arming));
    if (without.length > 0)
      this.broken.add(
        `release: ${arming.id} is armed without ${without.map(keyOf).join(', ')} of ${arming.members.length}`,
      );
  }

  private holds(member: Raw, { id, at }: Arming): boolean {
    const item = this.items.get(keyOf(member));
    const mark = markOf(item);
    // After its second others may change it.
    if (at <= this.now()) return item !== undefined;
    if (mark?.id !== id || mark.at !== at) return false;
    if (member.type === 'product')
      return (member.visible ? item.product.visibleFrom : item.product.visibleUntil) === at;
    if (member.type === 'price-list') return item.startsAt === at && item.draft !== true;
    const shown = shownAt(item.steps, at);
    return member.type === 'unpublish' ? shown === undefined : shown?.from === at && shown.revision === member.revision;
  }

  /** Nothing has the change of a release that is not armed. */
  private nobodys(id: string): void {
    const last = this.armings.findLast((one) => one.id === id);
    if (last && !last.disarmed) return;
    const holders = [...this.items].filter(([, item]) => markOf(item)?.id === id).map(([key]) => key);
    if (holders.length > 0) this.broken.add(`release: ${id} is not armed, and ${holders.join(', ')} has its change`);
  }

  /** Everything is as it was before. */
  private restored({ id, before }: Arming): void {
    for (const [key, was] of before) {
      const is = this.items.get(key);
      const shown = (item: Raw) => [item?.product?.visibleFrom ?? null, item?.product?.visibleUntil ?? null];
      if (key.startsWith('prd_')) {
        if (isDeepStrictEqual(shown(is), shown(was))) continue;
        this.broken.add(`release: ${id} was disarmed, and ${key} is not as it was`);
        continue;
      }
      const same = key.startsWith('price-lists ')
        ? is?.startsAt === was?.startsAt && (is?.draft ?? false) === (was?.draft ?? false)
        : isDeepStrictEqual(is?.steps, was?.steps ?? []);
      if (!same) this.broken.add(`release: ${id} was disarmed, and ${key} is not as it was`);
    }
  }

  /** Its second has come: what readers see of prices is all new, or all old of one that was disarmed, or somebody was rung. */
  private begin(arming: Arming): void {
    arming.begun = true;
    if (!arming.disarmed) {
      this.begun += 1;
      this.whole(arming);
    }
    for (const member of arming.members.filter(({ type }) => type === 'product')) {
      const copies = [...this.items].flatMap(([key, item]) => {
        if (key === `card#${member.id} card`) return [item.card];
        return item.type === 'price' && item.productId === member.id ? [item] : [];
      });
      const has = ({ visibleFrom, visibleUntil }: Raw) => (member.visible ? visibleFrom : visibleUntil) === arming.at;
      if (copies.some((copy) => has(copy) === arming.disarmed)) this.suspect(arming, `has not reached ${member.id}`);
    }
    const later = this.armings.slice(this.armings.indexOf(arming) + 1);
    for (const { id } of arming.members.filter(({ type }) => type === 'price-list')) {
      // Another release has taken the list for the same second.
      if (later.some((one) => one.at === arming.at && one.members.some((member) => member.id === id))) continue;
      const prices = [...this.items.values()].filter((item) => item.type === 'listed-price' && item.pk === id);
      const wrong = prices.filter(({ variantId, amount }) => {
        const found = this.items.get(`price#${variantId} price`)?.scheduled ?? [];
        const own = found.filter((one: Raw) => one.listId === id);
        if (arming.disarmed) return own.some((one: Raw) => one.startsAt === arming.at && one.release);
        return !(own.length === 1 && own[0].startsAt === arming.at && own[0].amount === amount && own[0].release);
      });
      if (wrong.length > 0) this.suspect(arming, `has ${wrong.length} of ${prices.length} prices of ${id} wrong`);
    }
  }

  private suspect({ id, at, disarmed }: Arming, what: string): void {
    const says = `release: ${id} (${disarmed ? 'disarmed' : 'armed'} for ${at}) ${what}, and nobody was rung`;
    this.suspects.push({ name: `${id} ${at}`, says });
  }
}
