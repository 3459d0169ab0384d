/** The word that stands in the title of a version of an article. */
export const versionWord = (article: number, version: number): string => `Version-${article}-${version}.`;

/** Reads the version of each article that a text shows; those that it does not show are left out. */
export const versionsIn = (text: string): Map<number, number> => {
  const versions = new Map<number, number>();
  for (const [, article, version] of text.matchAll(/Version-(\d+)-(\d+)\./g)) {
    const [named, shown] = [Number(article), Number(version)];
    // An answer that shows two versions at once is as old as the older one.
    versions.set(named, Math.min(versions.get(named) ?? shown, shown));
  }
  return versions;
};

/** A version of an article, and when staff were told that it is published (milliseconds since 1970). */
export interface Published {
  readonly article: number;
  readonly version: number;
  readonly at: number;
}
/** What a reader received of something that shows some articles. */
export interface Seen {
  readonly kind: string;
  readonly articles: readonly number[];
  readonly end: number;
  readonly text: string;
}

/** Notes what was published and what readers see of it since; says how long they saw something older. */
export const watch = () => {
  const published: Published[] = [];
  /** Milliseconds by kind: one for each publication, 0 where nobody saw an older one. */
  const lateness = new Map<string, number[]>();
  return {
    publish: (one: Published): void => void published.push(one),
    see: ({ kind, articles, end, text }: Seen): void => {
      const shown = versionsIn(text);
      const late = lateness.get(kind) ?? [];
      lateness.set(kind, late);
      for (const [index, { article, version, at }] of published.entries()) {
        const isOlder = articles.includes(article) && (shown.get(article) ?? 0) < version && end > at;
        late[index] = Math.max(late[index] ?? 0, isOlder ? end - at : 0);
      }
    },
    /** Milliseconds from each publication to the last answer of a kind that was older, sorted. */
    latenessOf: (kind: string): number[] =>
      published.map((_, index) => lateness.get(kind)?.[index] ?? 0).toSorted((a, b) => a - b),
  };
};
export type Watch = ReturnType<typeof watch>;
