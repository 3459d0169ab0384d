const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for HTML and XML, in content and in a quoted attribute alike. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => references[character] ?? '');
