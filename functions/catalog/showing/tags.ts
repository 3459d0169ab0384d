/** Header in which answers name what they show, for the edge to forget them by (stack/edge.ts); it takes 50 names. */
const HEADER = 'cache-tag';
const MOST = 50;

/**
 * Lists what an answer shows: ids of entries, the outermost first, then of media; of a front its slug. Beyond fifty they are
 * left out, media first: those of an entry that is withdrawn are purged by their paths.
 */
export const tagsOf = (body: unknown): string[] => {
  const found: string[] = [];
  const left: unknown[] = [body];
  for (const one of left) {
    if (typeof one !== 'object' || one === null) continue;
    const { id, slug, slots } = one as { readonly id?: unknown; readonly slug?: unknown; readonly slots?: unknown };
    if (typeof id === 'string' && /^(ent|med)_[0-9A-Z]{26}$/.test(id)) found.push(id);
    if (typeof slug === 'string' && Array.isArray(slots)) found.push(`front/${encodeURIComponent(slug)}`);
    left.push(...Object.values(one));
  }
  const isMedia = (tag: string): boolean => tag.startsWith('med_');
  return [...new Set([...found.filter((tag) => !isMedia(tag)), ...found.filter(isMedia)])].slice(0, MOST);
};

/** The header of an answer that shows these; none where there are none. */
export const tagHeader = (tags: readonly string[]): Readonly<Record<string, string>> =>
  tags.length === 0 ? {} : { [HEADER]: tags.join(',') };
