/** Hashes a text to 32 bits, unsigned: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
export const fnvHash = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash >>> 0;
};
