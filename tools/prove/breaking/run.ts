import { nowMs, sleep } from '#lib/clock.ts';
import { startStack } from '../../../local/start-stack.ts';
import { type EdgeName, type OpenEdge, openEdge } from '../edges/edges.ts';
import { page, type ReadObject, route } from '../readers/object.ts';
import { readAll } from '../readers/read.ts';
import { publishEntry, type Staff, staffOf, writeEntry } from '../readers/staff.ts';
import { versionWord, type Watch, watch } from './watch.ts';

export interface BreakingPlan {
  readonly edge: EdgeName;
  readonly publishes: number;
  /** Milliseconds from one publication to the next. */
  readonly everyMs: number;
  readonly articles: number;
  readonly rate: number;
  /** Milliseconds for which readers stay after the last publication: longer than any list is kept unless told. */
  readonly stayMs?: number;
}

/** What readers open: how it is kept by caches, and which articles it shows. */
interface Opened extends ReadObject {
  readonly kind: Kind;
  readonly articles: readonly number[];
}
export type Kind = keyof typeof bounds;

/**
 * Milliseconds until nobody sees an older version: a second in an environment's memory, the lifetime in the edge (fresh and
 * stale), and half a second for the way.
 */
export const bounds = {
  'the article': 6500,
  'its section and the first page': 6500,
  feed: 121_500,
  'news sitemap': 121_500,
} as const;

const SECTION = 'news';
const slugOf = (article: number): string => `breaking-${article}`;

const openedOf = (count: number): Opened[] => {
  const articles = Array.from({ length: count }, (_, number) => number);
  const all = (kind: Kind, object: ReadObject): Opened => ({ ...object, kind, articles });
  const lists = 'its section and the first page' as const;
  return [
    ...articles.flatMap((article) => {
      const own = { kind: 'the article' as const, articles: [article] };
      return [
        { ...page(slugOf(article), `/${SECTION}/${slugOf(article)}`), ...own },
        { ...route(slugOf(article), `/content/entries/${slugOf(article)}`), ...own },
      ];
    }),
    all(lists, page('section', `/${SECTION}`)),
    all(lists, route('section', `/content/fronts/${SECTION}`)),
    all(lists, page('home', '/')),
    all(lists, route('list', `/content/entries?section=${SECTION}`)),
    all('feed', page('feed', '/feed.xml')),
    all('feed', route('feed of the section', `/content/feed.json?section=${SECTION}`)),
    all('news sitemap', page('news sitemap', '/news-sitemap.xml')),
  ];
};

/** How readers fared: what was watched, and answers by status (0 for none). */
export interface BreakingSeen {
  readonly watched: Watch;
  readonly statuses: ReadonlyMap<number, number>;
  readonly published: number;
}

/** Publishes articles, new ones and new versions, while readers read them and every list that they stand in. */
export const seeBreaking = async (plan: BreakingPlan): Promise<BreakingSeen> => {
  const stack = await startStack({ env: { SEED: '0' } });
  try {
    const edge = await openEdge(plan.edge, stack);
    return await publishThrough(edge, staffOf(stack), plan).finally(() => edge.stop());
  } finally {
    await stack.stop();
  }
};

const publishThrough = async (edge: OpenEdge, staff: Staff, plan: BreakingPlan): Promise<BreakingSeen> => {
  await staff('PUT', `/content/sections/${SECTION}`, { title: 'News', description: null });
  const watched = watch();
  const statuses = new Map<number, number>();
  let until = Number.POSITIVE_INFINITY;
  const reading = readAll({
    ...{ edge: edge.url, objects: openedOf(plan.articles), rate: plan.rate, from: nowMs(), until: () => until },
    each: ({ object: { kind, articles }, end, status, text }) => {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 200 || status === 404) watched.see({ kind, articles, end, text });
    },
  });
  await publishAll(staff, plan, watched);
  until = nowMs() + (plan.stayMs ?? Math.max(...Object.values(bounds)) + 1000);
  await reading;
  return { watched, statuses, published: plan.publishes };
};

const publishAll = async (
  staff: Staff,
  { publishes, everyMs, articles }: BreakingPlan,
  watched: Watch,
): Promise<void> => {
  const ids: string[] = [];
  for (let number = 0; number < publishes; number += 1) {
    const began = nowMs();
    const [article, version] = [number % articles, Math.floor(number / articles) + 1];
    const said = { title: versionWord(article, version), blocks: [{ type: 'text', markdown: 'It happens now.' }] };
    const known = ids[article];
    const id = known ?? (await writeEntry(staff, { slug: slugOf(article), section: SECTION, ...said }));
    ids[article] = id;
    if (known !== undefined) await revise(staff, id, said);
    await publishEntry(staff, id);
    watched.publish({ article, version, at: nowMs() });
    await sleep(Math.max(0, began + everyMs - nowMs()));
  }
};

const revise = async (staff: Staff, id: string, changes: object): Promise<void> => {
  const { version } = await staff<{ version: number }>('GET', `/content/entries/${id}`);
  await staff('PATCH', `/content/entries/${id}`, changes, { 'if-match': `"${version}"` });
};
