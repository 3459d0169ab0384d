/** The encodings that tell cached answers apart: CloudFront's own two, whatever else a browser takes. */
export const encodingOf = (accepted = ''): string => {
  const takes = (name: string): boolean =>
    accepted.split(',').some((one) => {
      const [named = '', weight = ''] = one.split(';').map((part) => part.trim().toLowerCase());
      return named === name && !/^q\s*=\s*0(\.0*)?$/.test(weight);
    });
  return ['br', 'gzip'].filter(takes).join(',');
};

const nameIn = (part: string): string => {
  try {
    return decodeURIComponent(part.split('=')[0] ?? '');
  } catch {
    return part;
  }
};

/** The part of a query that a cache goes by: the named parameters, as they came and in their order. */
export const namedQuery = (query: string, names: readonly string[]): string =>
  query
    .split('&')
    .filter((part) => names.includes(nameIn(part)))
    .join('&');
