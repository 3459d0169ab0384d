import { batchGet, type Item, type Ref } from '#lib/table.ts';
import { priceListAt, productAt } from '../../catalog/public.ts';
import type { Missing } from '../references.ts';
import { entryTarget, refsOfEntry, unpublishedTarget } from './entry-members.ts';
import { frontTarget, refsOfFront } from './front-members.ts';
import { listTarget } from './list-members.ts';
import type { Target } from './prepared.ts';
import { productTarget } from './product-members.ts';
import { type Member, namedMember } from './release.ts';

interface Kind<M extends Member> {
  /** The items that it is, and what is shown of it. */
  readonly refs: (member: M) => Ref[];
  readonly target: (member: M, items: readonly (Item | undefined)[]) => Target | undefined;
}
const kinds: { readonly [T in Member['type']]: Kind<Extract<Member, { type: T }>> } = {
  entry: { refs: ({ id }) => refsOfEntry(id), target: ({ revision }, items) => entryTarget(revision, items) },
  unpublish: { refs: ({ id }) => refsOfEntry(id), target: (_, items) => unpublishedTarget(items) },
  front: { refs: ({ slug }) => refsOfFront(slug), target: ({ revision }, items) => frontTarget(revision, items) },
  product: { refs: ({ id }) => [productAt(id)], target: ({ visible }, items) => productTarget(visible, items) },
  'price-list': { refs: ({ id }) => [priceListAt(id)], target: (_, items) => listTarget(items) },
};

/** What a member is called where it is not there. */
const kindOf = ({ type }: Member): string => (type === 'unpublish' ? 'entry' : type);

/** Reads what the members of a release change, of both tables, strongly: two calls for ninety. */
export const readTargets = async (
  members: readonly Member[],
): Promise<{ readonly targets: readonly Target[]; readonly missing: readonly Missing[] }> => {
  const asked = members.map((member) => ({ member, kind: kinds[member.type] as Kind<Member> }));
  const refs = asked.map(({ member, kind }) => kind.refs(member));
  const items = (await batchGet(refs.flat(), { consistent: true })).values();
  const own = refs.map((some) => some.map(() => items.next().value));
  const found = asked.map(({ member, kind }, index) => kind.target(member, own[index] ?? []));
  return {
    targets: found.filter((target) => target !== undefined),
    missing: members.flatMap((member, index) =>
      found[index] ? [] : [{ kind: kindOf(member), id: namedMember(member).id }],
    ),
  };
};
