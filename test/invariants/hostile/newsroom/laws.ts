import { everybodyIsAnswered, everyFactReachedItsSubscribers, noLetterIsDead } from '../laws/facts.ts';
import { factsOf, itemsOf, type Story } from '../laws/story.ts';
import { type ReleaseWatch, shownAt } from './watch.ts';

// biome-ignore lint/suspicious/noExplicitAny: raw items, which the laws read without the code's own schemas.
type Raw = any;
/** What is left of a newsroom when everything has come to rest, at `now` (ISO 8601 in UTC). */
export interface Rest extends Story {
  readonly now: string;
  readonly watch: ReleaseWatch;
}
type Law = (rest: Rest) => string[];

const entriesOf = (rest: Rest): Raw[] => itemsOf(rest, 'content', 'entry');
const livesOf = (rest: Rest): Raw[] => itemsOf(rest, 'content', 'live').filter(({ pk }) => pk.startsWith('ent_'));
const itemAt = (rest: Rest, pk: string, sk: string): Raw | undefined =>
  itemsOf(rest, 'content').find((item) => item.pk === pk && item.sk === sk);

/** Each step names a revision that is kept for good. */
const stepsNameRevisions: Law = (rest) =>
  livesOf(rest).flatMap(({ pk, steps }) =>
    steps.flatMap(({ revision }: Raw) => {
      const found = itemAt(rest, pk, `rev#${String(revision).padStart(10, '0')}`);
      return found?.published === true && found.ttl === undefined
        ? []
        : [`revision: ${pk} shows ${revision}, which is not kept`];
    }),
  );

/** Each step has its rows, in every list that its card stands in. */
const stepsHaveRows: Law = (rest) =>
  livesOf(rest).flatMap(({ pk, steps, first }) =>
    steps.flatMap(({ card }: Raw) =>
      [
        'all',
        ...(card.section === null ? [] : [`section#${card.section}`]),
        ...card.tags.map((tag: string) => `tag#${tag}`),
        ...card.authors.map((author: string) => `author#${author}`),
      ].flatMap((list) => (itemAt(rest, `list#${list}`, `${first}#${pk}`) ? [] : [`row: ${pk} has none in ${list}`])),
    ),
  );

/** Each step is found at its addresses; each draft has its own; nobody else, and nothing that is gone, has one. */
const addressesAreRight: Law = (rest) => {
  const entries = new Map(entriesOf(rest).map((entry) => [entry.id, entry]));
  const shown = livesOf(rest).flatMap(({ pk, steps }) =>
    steps.flatMap(({ card, from }: Raw) =>
      [`slug#${card.slug}`, `path#${card.path}`].flatMap((address) => {
        const found = itemAt(rest, address, 'address');
        return found?.entryId === pk && found.shownFrom <= from
          ? []
          : [`address: ${pk} is shown at ${address}, which is ${found?.entryId}'s`];
      }),
    ),
  );
  const kept = itemsOf(rest, 'content', 'address').flatMap(({ pk, entryId, shownFrom }) => {
    if (entryId === undefined) return [];
    const entry = entries.get(entryId);
    if (!entry) return [`address: ${pk} is ${entryId}'s, which is not there`];
    const isHeads = [`slug#${entry.slug}`, `path#${entry.path}`].includes(pk);
    return isHeads || shownFrom !== undefined ? [] : [`address: ${pk} is kept by ${entryId}, which gave it up`];
  });
  const drafts = [...entries.values()].flatMap(({ id, slug, path }) =>
    [`slug#${slug}`, `path#${path}`].flatMap((address) =>
      itemAt(rest, address, 'address')?.entryId === id ? [] : [`address: ${id} has lost ${address}`],
    ),
  );
  return [...shown, ...kept, ...drafts];
};

/** Each flip that came to pass is told once, in order; the last thing that is told is what is shown. */
const flipsAreTold: Law = (rest) =>
  livesOf(rest).flatMap(({ pk, steps }) => {
    const facts = factsOf(rest, 'entry.published', 'entry.unpublished')
      .filter(({ aggregate }) => aggregate === pk)
      .sort((a, b) => a.sequence - b.sequence);
    const wrong = facts.flatMap((fact, index) => [
      ...(fact.sequence === index + 1 ? [] : [`event: ${pk} has number ${fact.sequence} at ${index + 1}`]),
      ...(index === 0 || fact.timestamp > facts[index - 1].timestamp
        ? []
        : [`event: ${pk} tells ${fact.timestamp} late`]),
    ]);
    const begun = steps.filter(({ from }: Raw) => from <= rest.now);
    const untold = begun.filter(
      ({ from, revision }: Raw) =>
        !facts.some(
          ({ type, timestamp, data }) => type === 'entry.published' && timestamp === from && data.revision === revision,
        ),
    );
    const last = facts.at(-1);
    const shown = shownAt(steps, rest.now);
    const isSo = shown
      ? last?.type === 'entry.published' && last.data.revision === shown.revision
      : last === undefined || last.type === 'entry.unpublished';
    return [
      ...wrong,
      ...untold.map(({ from }: Raw) => `event: the flip of ${pk} at ${from} is not told`),
      ...(isSo
        ? []
        : [`event: ${pk} shows ${shown?.revision ?? 'nothing'}, told is ${last?.type} ${last?.data.revision}`]),
    ];
  });

/** Who was answered that something is published now was right: it is told. */
const answersAreKept: Law = (rest) =>
  rest.asked.flatMap(({ route, request, response }) => {
    const { from } = (request.body ?? {}) as Raw;
    if (route !== 'content/publish-entry' || response.status !== 200 || from !== undefined) return [];
    const { id, timeline, updatedAt } = response.body;
    const second = new Date(Date.parse(updatedAt) + 1000).toISOString();
    const step = timeline.filter((one: Raw) => one.from <= second).at(-1);
    const told = factsOf(rest, 'entry.published').some(
      ({ aggregate, timestamp, data }) =>
        aggregate === id && timestamp === step?.from && data.revision === step.revision,
    );
    return told ? [] : [`answer: ${id} was called published from ${step?.from} on, and nobody was told`];
  });

/** Of what was deleted nothing is left, and what is there is in the list of staff. */
const deletedIsGone: Law = (rest) => {
  const ids = new Set(entriesOf(rest).map(({ id }) => id));
  const own = itemsOf(rest, 'content').filter(({ pk }) => pk.startsWith('ent_') && !ids.has(pk));
  const places = itemsOf(rest, 'content', 'place').filter(({ pk }) => pk.startsWith('entries#'));
  return [
    ...own.map(({ pk, sk }) => `deleted: ${pk} has left ${sk}`),
    ...places.filter(({ sk }) => !ids.has(sk)).map(({ sk }) => `deleted: ${sk} is listed`),
    ...[...ids].filter((id) => !places.some(({ sk }) => sk === id)).map((id) => `list: ${id} is not in it`),
  ];
};

/** Media know who uses them: those of each entry's latest revision and of its steps that are shown or to come. */
const usesAreNoted: Law = (rest) => {
  const wanted = new Set(
    entriesOf(rest).flatMap(({ id, media }) =>
      media.flatMap((one: Raw) => one.ids.map((mediaId: string) => `use#${mediaId} entry#${id}`)),
    ),
  );
  const found = new Set(itemsOf(rest, 'media', 'use').map(({ pk, sk }) => `${pk} ${sk}`));
  const heads = entriesOf(rest).filter(({ media, head }) => !media.some(({ revision }: Raw) => revision === head));
  // By what readers see, whatever the entry says of itself.
  const shown = livesOf(rest).flatMap(({ pk, steps }) => {
    const image = shownAt(steps, rest.now)?.card.image;
    return image && !found.has(`use#${image.id} entry#${pk}`)
      ? [`media: ${image.id} is shown by ${pk}, and not in use`]
      : [];
  });
  return [
    ...shown,
    ...[...wanted].filter((use) => !found.has(use)).map((use) => `media: ${use} is missing`),
    ...[...found].filter((use) => !wanted.has(use)).map((use) => `media: ${use} is left`),
    ...heads.map(({ id }) => `media: ${id} forgot its latest revision`),
  ];
};

/** Releases are all or nothing, at every write that took effect, and each arming and disarming is told once, in turn. */
const releasesAreWhole: Law = (rest) => [
  ...rest.watch.end(),
  ...itemsOf(rest, 'content', 'release').flatMap(({ id, armed, sequence }) => {
    const facts = factsOf(rest, 'release.armed', 'release.disarmed')
      .filter(({ aggregate }) => aggregate === id)
      .sort((a, b) => a.sequence - b.sequence);
    const inTurn = facts.every((fact, index) => {
      return fact.sequence === index + 1 && fact.type === (index % 2 === 0 ? 'release.armed' : 'release.disarmed');
    });
    const isSo = facts.length === sequence && (facts.length % 2 === 1) === armed;
    return inTurn && isSo ? [] : [`event: of ${id} is told ${facts.map(({ type }) => type).join(', ')}`];
  }),
];

/** Nothing is left on its way: every price list counts at its products as it says. */
const pricesFollow: Law = (rest) =>
  itemsOf(rest, 'catalog', 'price-list').flatMap((list) =>
    itemsOf(rest, 'catalog', 'listed-price')
      .filter(({ pk }) => pk === list.id)
      .flatMap(({ variantId, amount }) => {
        const item = itemsOf(rest, 'catalog', 'price').find((one) => one.variantId === variantId);
        const own = (item?.scheduled ?? []).filter(({ listId }: Raw) => listId === list.id);
        const { startsAt, release } = list;
        const isSo = list.draft
          ? own.length === 0
          : own.length === 1 &&
            own[0].amount === amount &&
            own[0].startsAt === startsAt &&
            Boolean(own[0].release) === Boolean(release);
        return isSo ? [] : [`price: ${variantId} has ${JSON.stringify(own)} of ${list.id}`];
      }),
  );

const laws: readonly Law[] = [
  stepsNameRevisions, stepsHaveRows, addressesAreRight, flipsAreTold, answersAreKept, deletedIsGone, usesAreNoted,
  releasesAreWhole, pricesFollow,
  everyFactReachedItsSubscribers, noLetterIsDead, everybodyIsAnswered,
]; // biome-ignore format: a list

/** What a run broke, law by law; empty when every promise held. */
export const newsroomBroken = (rest: Rest): string[] => laws.flatMap((law) => law(rest));
