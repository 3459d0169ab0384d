import { newId } from '#lib/id.ts';
import { type Maker, make, newest } from './sample-makers.ts';

const fresh = () => newId('sample').toLowerCase().replace('_', '-');

const newEntry = make('NEW_ENTRY', '/admin/content/entries', () => ({ title: `Sample ${fresh()}` }));

/** An article that readers see. */
const publishedEntry: Maker = async (shop) => {
  const { id, slug } = await shop.ask('POST', '/admin/content/entries', { title: `Sample ${fresh()}` });
  await shop.ask('POST', `/admin/content/entries/${id}/publish`, {});
  return { PUBLISHED_ENTRY: id, slug };
};

/** The newest article that readers see, or a new one. */
const entry: Maker = async (shop) => {
  const { items } = await shop.ask('GET', '/content/entries?limit=1');
  if (items[0]) return { ENTRY: items[0].id, ENTRY_SLUG: items[0].slug };
  const { PUBLISHED_ENTRY, slug } = await publishedEntry(shop);
  return { ENTRY: `${PUBLISHED_ENTRY}`, ENTRY_SLUG: `${slug}` };
};

/** Puts something at a name. */
const named =
  (name: string, list: string, body: () => object): Maker =>
  async ({ ask }) => {
    const slug = fresh();
    await ask('PUT', `/admin/content/${list}/${slug}`, body());
    return { [name]: slug };
  };

const front: Maker = async ({ ask }) => {
  const path = '/admin/content/fronts/sample';
  await ask('PUT', path, { title: 'Sample', slots: [{ id: 'latest', list: { limit: 5 } }] });
  await ask('POST', `${path}/publish`, {});
  return { FRONT: 'sample' };
};

const newRedirect: Maker = async ({ ask }) => {
  const { id } = await ask('PUT', '/admin/content/redirects', { from: `/${fresh()}`, to: '/sample' });
  return { NEW_REDIRECT: id };
};

const preview: Maker = async (shop) => {
  const { ENTRY } = await entry(shop);
  return { PREVIEW: (await shop.ask('POST', '/admin/content/previews', { entryId: ENTRY })).token };
};

/** A release that publishes an article of its own. */
const newRelease: Maker = async (shop) => {
  const { NEW_ENTRY } = await newEntry(shop);
  const members = [{ type: 'entry', id: NEW_ENTRY }];
  return {
    NEW_RELEASE: (await shop.ask('POST', '/admin/content/releases', { name: `Sample ${fresh()}`, members })).id,
  };
};
const armedRelease: Maker = async (shop) => {
  const { NEW_RELEASE } = await newRelease(shop);
  await shop.ask('POST', `/admin/content/releases/${NEW_RELEASE}/arm`, { at: '2040-01-01T00:00:00Z' });
  return { ARMED_RELEASE: `${NEW_RELEASE}` };
};

/** Which names of samples a maker of content answers. */
export const contentMakers: readonly (readonly [names: readonly string[], maker: Maker])[] = [
  [['NEW_ENTRY'], newEntry],
  [['PUBLISHED_ENTRY'], publishedEntry],
  [['ENTRY', 'ENTRY_SLUG'], entry],
  [['FRONT'], front],
  [['NEW_SECTION'], named('NEW_SECTION', 'sections', () => ({ title: 'Sample' }))],
  [['NEW_AUTHOR'], named('NEW_AUTHOR', 'authors', () => ({ name: 'Sample' }))],
  [['NEW_MENU'], named('NEW_MENU', 'menus', () => ({ items: [] }))],
  [['MENU'], named('MENU', 'menus', () => ({ items: [{ title: 'Sample', href: '/sample' }] }))],
  [['NEW_REDIRECT'], newRedirect],
  [['PREVIEW'], preview],
  [['NEW_RELEASE'], newRelease],
  [['ARMED_RELEASE'], armedRelease],
  [['RELEASE'], newest('RELEASE', '/admin/content/releases?limit=1', newRelease)],
];
