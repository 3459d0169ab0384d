import { describe, expect, it } from 'vitest';
import { comparedWords } from './compared-words.ts';
import { knownPins, pinnedFor } from './pins.ts';
import type { Pin } from './rules.ts';

const wordsOf = comparedWords('en');
const NOON = '2026-01-01T12:00:00.000Z';
const pin = (more: Partial<Pin>): Pin => ({
  id: 'pin_1', query: null, collection: null, productIds: ['prd_1'], from: null, until: null, releaseId: null,
  version: 1, createdAt: NOON, updatedAt: NOON, ...more,
}); // biome-ignore format: a pin
const pinned = (asked: { q?: string; collection?: string }, pins: Pin[], armed: Record<string, string> = {}) =>
  pinnedFor(
    { q: asked.q ?? '', collection: asked.collection },
    knownPins(pins, wordsOf),
    new Map(Object.entries(armed)),
    NOON,
    wordsOf,
  );

describe('a pin', () => {
  it('for a query counts when exactly its words are asked for', () => {
    const pins = [pin({ query: 'Blue Mug' })];
    expect(pinned({ q: '  blue   MUG! ' }, pins).ids).toEqual(['prd_1']);
    expect(pinned({ q: 'blue' }, pins).ids).toEqual([]);
    expect(pinned({ q: 'blue mug small' }, pins).ids).toEqual([]);
    expect(pinned({ collection: 'blue-mug' }, pins).ids).toEqual([]);
  });

  it('for a collection counts when that is asked for without words', () => {
    const pins = [pin({ collection: 'kitchen' })];
    expect(pinned({ collection: 'kitchen' }, pins).ids).toEqual(['prd_1']);
    expect(pinned({ q: 'kitchen', collection: 'kitchen' }, pins).ids).toEqual([]);
    expect(pinned({ q: 'kitchen' }, pins).ids).toEqual([]);
    expect(pinned({}, pins).ids).toEqual([]);
  });

  it('counts from its beginning until just before its end, and says when that changes', () => {
    const [before, later] = ['2026-01-01T11:00:00.000Z', '2026-01-01T13:00:00.000Z'];
    const of = (more: Partial<Pin>) => pinned({ q: 'mug' }, [pin({ query: 'mug', ...more })]);
    expect(of({ from: NOON, until: later })).toEqual({ ids: ['prd_1'], flips: [{ at: later, takesAway: true }] });
    expect(of({ from: before, until: NOON })).toEqual({ ids: [], flips: [] });
    expect(of({ from: later })).toEqual({ ids: [], flips: [{ at: later, takesAway: false }] });
  });

  it('with a release counts from that on, and never while it is not armed', () => {
    const pins = [pin({ query: 'mug', releaseId: 'rel_1' })];
    expect(pinned({ q: 'mug' }, pins)).toEqual({ ids: [], flips: [] });
    const later = '2026-01-01T13:00:00.000Z';
    expect(pinned({ q: 'mug' }, pins, { rel_1: later })).toEqual({ ids: [], flips: [{ at: later, takesAway: false }] });
    expect(pinned({ q: 'mug' }, pins, { rel_1: NOON }).ids).toEqual(['prd_1']);
  });

  it('beside others for the same words follows them, each product once, twenty in all', () => {
    const ids = (from: number) => Array.from({ length: 15 }, (_, n) => `prd_${from + n}`);
    const pins = [pin({ query: 'mug', productIds: ids(1) }), pin({ query: 'Mug', productIds: ids(10) })];
    expect(pinned({ q: 'mug' }, pins).ids).toEqual([...ids(1), 'prd_16', 'prd_17', 'prd_18', 'prd_19', 'prd_20']);
  });
});
