import type { Chance } from '../../../test/support/chance.ts';
import type { Json } from './operations.ts';

/** An id of ours: a prefix, and letters of a ULID or of a longer secret. */
const ID = /^([a-z]{2,6})_[0-9A-Za-z]{20,}$/;
/** Texts that other requests ask for, by the name of their field. */
const NAMED = ['sku', 'slug', 'code', 'optionId', 'lineId', 'queue', 'tag', 'vendor', 'type', 'aggregate', 'number'];
/** What the ids of a list's entries are called where they are asked for, when they have no prefix to tell by. */
const ENTRIES: Readonly<Record<string, string>> = { lines: 'lineId', shippingOptions: 'optionId' };
/** Values of a kind that are held: the last ones, so that a run goes on with what is still open. */
const HELD = 60;

/** What the answers so far have named, to ask for things that are there. */
export interface Known {
  /**
   * Notes every id, name, token and cursor of an answer, and in which object each of them stood.
   * @param path that of the operation, without its base
   * @param parent the id that the request's path named
   */
  readonly learn: (answer: Json, path: string, parent?: string) => void;
  /** An id with a prefix, or a name of a kind, of an object when one is given; undefined when none is known. */
  readonly any: (chance: Chance, kind: string, of?: string) => string | undefined;
  /** The object in which an id or a name was last seen. */
  readonly ownerOf: (value: string) => string | undefined;
  readonly tokenOf: (orderId: string) => string | undefined;
  /** The id of an order whose token is known. */
  readonly owned: (chance: Chance) => string | undefined;
  readonly cursorOf: (chance: Chance, path: string) => string | undefined;
}

interface Part {
  readonly value: Json;
  /** The field that it stands in, or that its list does. */
  readonly field: string;
  /** The ids of the objects around it. */
  readonly inside: readonly string[];
}

/** @param hidden ids that no request may name: the key that the run itself calls with */
export const whatIsKnown = (hidden: ReadonlySet<string>): Known => {
  const values = new Map<string, Set<string>>();
  const tokens = new Map<string, string>();
  const owners = new Map<string, string>();

  const note = (kind: string, value: string, inside: readonly string[]): void => {
    if (value === '' || hidden.has(value)) return;
    const owner = inside.findLast((id) => id !== value);
    if (owner !== undefined) owners.set(value, owner);
    for (const key of [kind, ...inside.filter((id) => id !== value).map((id) => `${id} ${kind}`)]) {
      const held = values.get(key) ?? new Set();
      values.set(key, held);
      held.delete(value);
      held.add(value);
      const [oldest] = held;
      if (held.size > HELD && oldest !== undefined) held.delete(oldest);
    }
  };

  const learn = (answer: Json, path: string, parent?: string): void => {
    const list = path.includes('shipping-options') ? 'shippingOptions' : '';
    const ahead: Part[] = [{ value: answer, field: list, inside: parent === undefined ? [] : [parent] }];
    for (let part = ahead.pop(); part; part = ahead.pop()) {
      const { value, field, inside } = part;
      if (typeof value === 'string') {
        const prefix = value.match(ID)?.[1];
        if (prefix !== undefined) note(prefix, value, inside);
        if (NAMED.includes(field)) note(field, value, inside);
        if (field === 'nextCursor') note(`cursor ${path}`, value, []);
      } else if (typeof value === 'object' && value !== null) {
        const { id, order, orderToken } = value;
        const owner = order?.id ?? id ?? parent;
        if (typeof orderToken === 'string' && typeof owner === 'string') tokens.set(owner, orderToken);
        const entries = ENTRIES[field];
        if (entries !== undefined && typeof id === 'string') note(entries, id, inside);
        const around = typeof id === 'string' ? [...inside, id] : inside;
        for (const [name, inner] of Object.entries(value)) {
          const keeps = Array.isArray(value) || (name === 'items' && list !== '');
          ahead.push({ value: inner, field: keeps ? field : name, inside: around });
        }
      }
    }
  };

  const any = (chance: Chance, kind: string, of?: string): string | undefined => {
    const held = values.get(of === undefined ? kind : `${of} ${kind}`);
    return held && held.size > 0 ? chance.pick([...held]) : undefined;
  };

  return {
    learn,
    any,
    ownerOf: (value) => owners.get(value),
    tokenOf: (orderId) => tokens.get(orderId),
    owned: (chance) => {
      const ids = [...tokens.keys()].slice(-HELD);
      return ids.length > 0 ? chance.pick(ids) : undefined;
    },
    cursorOf: (chance, path) => any(chance, `cursor ${path}`),
  };
};
