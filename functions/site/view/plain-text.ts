const references: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", nbsp: ' ',
}; // biome-ignore format: a table

/** Reads the words of sanitised HTML, in one line, cut at the last blank before `most` UTF-16 units. It is text: what prints it escapes it. */
export const plainText = (html: string, most: number): string => {
  const text = html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(#?\w{1,6});/g, (whole, name: string) => references[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
  if (text.length <= most) return text;
  const blank = text.lastIndexOf(' ', most - 1);
  return `${text.slice(0, blank > 0 ? blank : most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
};
