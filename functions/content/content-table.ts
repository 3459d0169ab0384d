import { type Key, type Ref, type Table, tableOf } from '#lib/table.ts';

/**
 * The module's table.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | entry: what staff work on | `ent_…` | `entry` |
 * | what of it is shown when, how far that is told, its corrections | `ent_…` | `live` |
 * | revision, never changed | `ent_…` | `rev#<10 digits>` |
 * | place in the list of staff | `entries#<0..7>` | `ent_…` |
 * | address, for ever | `path#<path>`, `slug#<slug>` | `address` |
 * | row in a list of readers, a hint | `list#<list>` | `<first from>#ent_…` |
 * | front, its timeline, its revisions | `front#<slug>` | as of an entry |
 * | release; that one that was disarmed was looked at before its second | `rel_…` | `release`; `looked#<second>` |
 * | place in the list of releases | `releases#<0..7>` | `rel_…` |
 * | section, author, menu | `section#<slug>`, `author#<slug>`, `menu#<name>` | the kind |
 * | place of one in its list, and of redirects | `sections`, `authors`, `menus`, `redirects` | slug, name or path |
 */
export const table: Table = tableOf('content');

export const at = (pk: string, sk: string): Ref & { readonly key: Key } => ({ table, key: { pk, sk } });
