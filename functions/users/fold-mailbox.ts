/**
 * Mail hosts whose users have several addresses for one mailbox: their domains, what in the local part is not read at
 * all, and what begins a tag besides `+`. After the providers' own help pages.
 */
const hosts: readonly { readonly domains: readonly string[]; readonly ignored?: RegExp; readonly tag?: string }[] = [
  { domains: ['gmail.com', 'googlemail.com'], ignored: /\./g },
  { domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'], ignored: /[._-]/g },
  { domains: ['icloud.com', 'me.com', 'mac.com'] },
  { domains: ['yandex.com', 'yandex.ru', 'ya.ru', 'yandex.by', 'yandex.kz'], ignored: /[.-]/g },
  { domains: ['yahoo.com', 'ymail.com', 'rocketmail.com'], tag: '-' },
  { domains: ['fastmail.com', 'fastmail.fm'] },
];

/**
 * Folds the addresses of one mailbox into one: case, what follows a `+`, and what its host is known not to read. Limits
 * alone go by this: some host may well tell two such addresses apart, so they are never taken for one person.
 * @param email normalised, see `normalEmail`
 */
export const foldMailbox = (email: string): string => {
  const lower = email.toLowerCase();
  const at = lower.lastIndexOf('@');
  const [local, domain] = [lower.slice(0, at), lower.slice(at + 1)];
  const host = hosts.find(({ domains }) => domains.includes(domain));
  const untagged = ['+', host?.tag].reduce((text: string, tag) => before(text, tag), local);
  const plain = host?.ignored ? untagged.replace(host.ignored, '') : untagged;
  return `${plain || local}@${host?.domains[0] ?? domain}`;
};

/** What stands before the first `tag`; a text that begins with it is taken whole. */
const before = (text: string, tag: string | undefined): string => {
  const end = tag === undefined ? -1 : text.indexOf(tag);
  return end > 0 ? text.slice(0, end) : text;
};
