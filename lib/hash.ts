/** Hashes a text to 32 bits: FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over its UTF-16 units. */
export const hash32 = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};
