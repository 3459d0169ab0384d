import * as z from 'zod/mini';
import { line, lines } from '#lib/text.ts';
import { Picture } from '../../media/public.ts';
import { MediaId, Path, Slug } from '../entries/entry.ts';

/** What entries name by a slug, and what stands beside them: sections, authors, menus, redirects. */
export const limits = { name: 120, text: 2_000, menuItems: 100, menuDepth: 3, named: 1_000 } as const;

const version = z.int().check(z.describe('Counts its changes; its ETag.'));

export const SectionRequest = z.strictObject({
  title: line(limits.name).check(z.describe('What it is called.')),
  description: z._default(z.nullable(lines(limits.text)), null).check(z.describe('What it is about; null without.')),
});
export const Section = z.object({
  slug: Slug.check(z.describe('Its address: the front of this name is its page, its entries are below it.')),
  ...SectionRequest.shape,
  version,
});
export type Section = z.infer<typeof Section>;

export const AuthorRequest = z.strictObject({
  name: line(limits.name).check(z.describe('Their name, as it is shown.')),
  bio: z._default(z.nullable(lines(limits.text)), null).check(z.describe('Who they are; null without.')),
  image: z
    ._default(z.nullable(MediaId), null)
    .check(z.describe('A medium that shows them, `med_…`; null without one.')),
});
export const Author = z.object({ slug: Slug.check(z.describe('Their address.')), ...AuthorRequest.shape, version });
export type Author = z.infer<typeof Author>;

/** An author as entries show them, by the name that they have now. */
export const AuthorView = z.object({
  slug: z.string().check(z.describe('Their address.')),
  name: z.string().check(z.describe('Their name.')),
  bio: z.nullable(z.string()).check(z.describe('Who they are; null without.')),
  image: z.nullable(Picture).check(z.describe('A picture of them; null without one.')),
});

const title = line(limits.name).check(z.describe('What is shown.'));
/** A path of the site, or an https address. */
const href = z
  .string()
  .check(z.maxLength(2_000), z.regex(/^(\/(?!\/)\S*|https:\/\/\S+)$/, 'must be a path like /news, or an https address'))
  .check(z.describe('Where it leads: a path of the site, or an https address.'));
const leaf = z.strictObject({ title, href });
const branch = z.strictObject({
  ...leaf.shape,
  items: z._default(z.array(leaf), []).check(z.describe('What stands below it.')),
});
export const MenuRequest = z.strictObject({
  items: z
    .array(branch)
    .check(
      z.refine(
        (items) => items.length + items.flatMap((one) => one.items).length <= limits.menuItems,
        'must have at most 100 items in all',
      ),
    )
    .check(z.describe('Its items, at most 100 with those below them.')),
});
export const Menu = z.object({
  name: z.string().check(z.describe('Its name: `main`, `footer`.')),
  ...MenuRequest.shape,
  version,
});
export type Menu = z.infer<typeof Menu>;
export const MenuView = z.pick(Menu, { name: true, items: true });

export const RedirectRequest = z.strictObject({
  from: Path.check(z.describe('The path that leads on.')),
  to: line(400).check(z.describe('The path of this site that it leads to.')),
});
export const Redirect = z.object({
  from: z.string().check(z.describe('The path that leads on.')),
  to: z.string().check(z.describe('Where it leads.')),
});
export type Redirect = z.infer<typeof Redirect>;
export const RedirectView = z.extend(Redirect, { id: z.string().check(z.describe('The redirect’s id, `red_…`.')) });
