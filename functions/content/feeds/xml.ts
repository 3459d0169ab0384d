/** An element of XML: its name, its attributes, and what is in it. */
export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content?: string | readonly Element[];
}

/** Characters that XML 1.0 cannot hold, written in any way (section 2.2). */
const never = /(?![\t\n\r])\p{Cc}|[\p{Cs}\ufffe\uffff]/gu;
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const escaped = (text: string): string => text.replace(never, '').replace(/[&<>"']/g, (sign) => references[sign] ?? '');

const write = ({ name, attributes = {}, content = '' }: Element): string => {
  const stated = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const inner = typeof content === 'string' ? escaped(content) : content.map(write).join('');
  return inner === '' ? `<${name}${stated.join('')}/>` : `<${name}${stated.join('')}>${inner}</${name}>`;
};

/** Writes a document of XML 1.0 in UTF-8; whatever a text holds, it is one. */
export const xmlDocument = (root: Element): string => `<?xml version="1.0" encoding="UTF-8"?>\n${write(root)}\n`;

/** Makes an element of a text. */
export const textElement = (name: string, content: string): Element => ({ name, content });
