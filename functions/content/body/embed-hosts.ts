/** Hosts whose pages may be embedded: they are linked to, and never asked for anything. */
export const embedHosts = [
  'bsky.app', 'dailymotion.com', 'facebook.com', 'instagram.com', 'open.spotify.com', 'podcasts.apple.com', 'soundcloud.com',
  'threads.net', 'tiktok.com', 'twitch.tv', 'twitter.com', 'vimeo.com', 'x.com', 'youtu.be', 'youtube.com',
] as const; // biome-ignore format: a list

const taken: ReadonlySet<string> = new Set(embedHosts.flatMap((host) => [host, `www.${host}`, `m.${host}`]));

/** Writes an address as browsers do; what is none stays. */
export const asBrowsersWrite = (address: string): string => URL.parse(address)?.href ?? address;

/** Tells whether an address is an https one at a host that may be embedded, or its `www.` or `m.`: no user, no port. */
export const isEmbedded = (address: string): boolean => {
  const url = URL.parse(address);
  return url?.protocol === 'https:' && taken.has(url.host) && url.username === '' && url.password === '';
};
