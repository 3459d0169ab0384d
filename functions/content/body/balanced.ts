/** Elements without content, and so without an end. */
const empty = new Set(['br', 'col', 'hr', 'img', 'wbr']);
/** Elements that end by themselves with what holds them: to end one anew would begin another, as `</p>` does. */
const ending = new Set([
  'caption', 'colgroup', 'dd', 'dt', 'li', 'p', 'rp', 'rt', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr',
]); // biome-ignore format: a list

/** Elements within each other; deeper ones lose their tags. Browsers stop at 512. */
const MOST_DEPTH = 100;

/**
 * Ends what sanitised HTML begins and takes out the ends of what it never began, so that it closes nothing of the page
 * around it and leaves nothing open.
 */
export const balanced = (html: string): string => {
  const open: string[] = [];
  /** Ends the elements from `index` on, the innermost first. */
  const close = (index: number): string =>
    open
      .splice(index)
      .reverse()
      .map((tag, i, { length }) => (ending.has(tag) && i < length - 1 ? '' : `</${tag}>`))
      .join('');
  /** Forgets an element that ends by itself where another of its name begins, and what ends by itself within it. */
  const end = (name: string): void => {
    const held = open.findLastIndex((one) => !ending.has(one)) + 1;
    const index = open.indexOf(name, held);
    if (index >= 0) open.length = index;
  };
  const tag = (whole: string, slash: string, name: string): string => {
    if (empty.has(name)) return slash ? '' : whole;
    if (slash) {
      const index = open.lastIndexOf(name);
      return index < 0 ? '' : close(index);
    }
    if (ending.has(name)) end(name);
    if (open.length >= MOST_DEPTH) return '';
    open.push(name);
    return whole;
  };
  // The filter escapes `<` and `>` in texts and values: each `<` begins a tag, and the next `>` ends it.
  const even = html.replace(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g, tag);
  return (
    even +
    [...open]
      .reverse()
      .filter((name) => !ending.has(name))
      .map((name) => `</${name}>`)
      .join('')
  );
};
