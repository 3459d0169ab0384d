/** Who may touch what: the tables of all modules and what each role may do with another's, as a page of the docs. */
import type { Stack } from './model.ts';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(' ');

const NAMED = { table: '', queue: 'queue ', objects: 'objects of ' } as const;

/** Writes the page in Markdown: one row for each grant on a table, queue or bucket of another module, sorted by owner. */
export const reachTable = ({ modules, stage }: Stack): string => {
  const prefix = `floodgate-${stage}-`;
  const roles = modules.flatMap(({ name: module, roles }) => roles.map((role) => ({ module, ...role })));
  const rows = roles.flatMap(({ module, name: role, grants }) =>
    grants.flatMap(({ actions, resources, leadingKeys }) =>
      resources.flatMap(({ kind, name }) => {
        if (kind !== 'table' && kind !== 'queue' && kind !== 'objects') return [];
        const what = name.replace(prefix, '');
        const owner = what.split('-')[0] ?? '';
        if (owner === module) return [];
        const done = actions.map((action) => action.split(':')[1] ?? action);
        return [{ owner, what: `${NAMED[kind]}${what}`, role, keys: leadingKeys, done }];
      }),
    ),
  );
  const sorted = rows.sort((a, b) => a.what.localeCompare(b.what) || a.role.localeCompare(b.role));
  return [
    '# Who may touch what',
    '',
    'Generated from the roles of `stack/`: each row is a grant that functions of one module have on another module’s',
    'table, queue or bucket. A module does with its own what it likes. The local run and the hostile runs refuse what is not here,',
    'as IAM does (of buckets only IAM itself does); `npx vitest run --project contract test/contract/reach.test.ts -u` writes this page anew.',
    '',
    row(['table', 'role of', 'keys that begin with', 'actions']),
    row(['---', '---', '---', '---']),
    ...sorted.map(({ what, role, keys, done }) => row([what, role, keys.length > 0 ? code(keys) : 'any', code(done)])),
    '',
  ].join('\n');
};
