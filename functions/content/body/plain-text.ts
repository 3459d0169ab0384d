import type { RenderedBlock } from './block.ts';

/** Names of the characters from U+00A0 on, in their order, as HTML has them. */
const latin1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  );
const names: ReadonlyMap<string, string> = new Map([
  ...latin1.map((name, i) => [name, String.fromCharCode(0xa0 + i)] as const),
  ['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"], ['ndash', '–'], ['mdash', '—'], ['lsquo', '‘'],
  ['rsquo', '’'], ['sbquo', '‚'], ['ldquo', '“'], ['rdquo', '”'], ['bdquo', '„'], ['lsaquo', '‹'], ['rsaquo', '›'],
  ['hellip', '…'], ['bull', '•'], ['euro', '€'], ['trade', '™'], ['ensp', ' '], ['emsp', ' '], ['thinsp', ' '],
  ['OElig', 'Œ'], ['oelig', 'œ'], ['Scaron', 'Š'], ['scaron', 'š'],
]); // biome-ignore format: a table

/** A character by its number; what is none is the replacement character, as browsers show it. */
const numbered = (code: number): string =>
  code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\ufffd';

/** Reads character references. A name that is not in the table stays as it is written. */
const unescaped = (html: string): string =>
  html.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+\d{0,2}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) =>
      name === undefined
        ? numbered(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal))
        : (names.get(name) ?? whole),
  );

/** Elements within a line of text: their tags part no words. */
const within =
  /<\/?(?:a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)(?: [^>]*)?>/g;

const ofHtml = (html: string): string => unescaped(html.replace(within, '').replace(/<[^>]*>/g, ' '));

const textsOf = (block: RenderedBlock): readonly (string | undefined)[] => {
  switch (block.type) {
    case 'html':
      return [ofHtml(block.html)];
    case 'image':
      return [block.caption];
    case 'gallery':
      return [...block.items.map(({ caption }) => caption), block.caption];
    case 'quote':
      return [block.text, block.cite];
    case 'table':
      return [block.caption, ...block.header, ...block.rows.flat()];
    case 'embed':
      return [block.title];
    default:
      return [];
  }
};

/**
 * Reads the words of a body, for search and for summaries: one line of plain text, cut at the last blank before `most`
 * UTF-16 units. Products and entries say nothing, since they are read later.
 */
export const plainText = (blocks: readonly RenderedBlock[], most: number): string => {
  let text = '';
  for (const block of blocks) {
    const words = textsOf(block).join(' ').replace(/\s+/g, ' ').trim();
    text += text === '' || words === '' ? words : ` ${words}`;
    if (text.length > most) break;
  }
  if (text.length <= most) return text;
  const blank = text.lastIndexOf(' ', most);
  // Without a blank it is cut anywhere but within a character.
  return blank > 0 ? text.slice(0, blank) : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
};
