/** Elements without content, and so without an end. */
const empty = new Set(['br', 'col', 'hr', 'img', 'wbr']);
/** Elements that end by themselves with what holds them: to end one anew would begin another, as `</p>` does. */
const ending = new Set([
  'caption', 'colgroup', 'dd', 'dt', 'li', 'p', 'rp', 'rt', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr',
]); // biome-ignore format: a list
/** What these elements stand in; elsewhere a browser leaves them out, or ends others for them. */
const parents: Readonly<Record<string, readonly string[]>> = {
  li: ['ul', 'ol'], dt: ['dl'], dd: ['dl'], caption: ['table'], colgroup: ['table'], col: ['colgroup'], thead: ['table'],
  tbody: ['table'], tfoot: ['table'], tr: ['table', 'thead', 'tbody', 'tfoot'], td: ['tr'], th: ['tr'],
}; // biome-ignore format: a table
/** What holds nothing but those: a browser puts other elements before the table. */
const holders = new Set(['table', 'colgroup', 'thead', 'tbody', 'tfoot', 'tr']);
/** The parts of a table are looked for up to it; all else up to the cell around. */
const table = new Set(['table']);
const cell = new Set(['table', 'caption', 'td', 'th']);
const around = (name: string): ReadonlySet<string> =>
  holders.has(name) || cell.has(name) || name === 'col' ? table : cell;

/** Elements within each other; deeper ones lose their tags. Browsers stop at 512. */
const MOST_DEPTH = 100;

/**
 * Ends what sanitised HTML begins, takes out the ends of what it never began, and the tags of what stands where it cannot:
 * so it closes nothing of the page around it, leaves nothing open, and a browser makes of it what it says.
 */
export const balanced = (html: string): string => {
  const open: string[] = [];
  /** Ends the elements from `index` on, the innermost first. */
  const close = (index: number): string =>
    open
      .splice(index)
      .reverse()
      .map((tag) => (ending.has(tag) ? '' : `</${tag}>`))
      .join('');
  /** Finds the innermost open element of some names, for one of this name. */
  const find = (names: readonly string[], name: string): number => {
    const limits = around(name);
    const index = open.findLastIndex((one) => names.includes(one) || limits.has(one));
    return names.includes(open[index] ?? '') ? index : -1;
  };
  /** Begins an element, and ends before it what it cannot stand in; empty where it cannot stand at all. */
  const begin = (whole: string, name: string): string => {
    if (ending.has(name) && open.at(-1) === name) open.pop();
    const holding = parents[name];
    const index = holding ? find(holding, name) : open.length - 1;
    if (holding ? index < 0 : holders.has(open[index] ?? '')) return '';
    if ((name === 'a' && find(['a'], name) >= 0) || index >= MOST_DEPTH - 1) return '';
    const ended = close(index + 1);
    if (!empty.has(name)) open.push(name);
    return ended + whole;
  };
  const end = (name: string): string => {
    const index = empty.has(name) ? -1 : find([name], name);
    if (index < 0) return '';
    const ended = close(index + 1);
    open.pop();
    return `${ended}</${name}>`;
  };
  // The filter escapes `<` and `>` in texts and values: each `<` begins a tag, and the next `>` ends it.
  const even = html.replace(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g, (whole: string, slash: string, name: string) =>
    slash ? end(name) : begin(whole, name),
  );
  return even + close(0);
};
