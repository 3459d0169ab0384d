import { TooManySteps } from '../refusals.ts';
import type { Step } from '../timeline.ts';

/** The steps that a release takes out of a timeline, or cuts short: they come back when it is disarmed. */
export const undoOf = <S extends Step>(before: readonly S[], after: readonly S[]): S[] =>
  before.filter((step) => !after.includes(step));

/** Gives a timeline back what an armed release took out of it, and takes its step away. */
export const stepsBefore = <S extends Step>(
  steps: readonly S[],
  { at, undo }: { readonly at: string; readonly undo: readonly S[] },
): S[] => {
  const isOwn = ({ from }: S): boolean => from === at || undo.some((one) => one.from === from);
  return [...steps.filter((step) => !isOwn(step)), ...undo].sort((a, b) => (a.from < b.from ? -1 : 1));
};

/** Names in the refusal of too many steps what has them. @throws Refusal 422 `too-many-steps` */
export const namingIt = <T>(what: string, decide: () => T): T => {
  try {
    return decide();
  } catch (error) {
    throw error instanceof TooManySteps ? new TooManySteps(`${what}: ${TooManySteps.meaning}`) : error;
  }
};
