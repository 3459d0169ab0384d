import { expect } from 'vitest';
import { Refusal } from '#lib/problem.ts';

/**
 * What a refusal tells a client: status, code, further members. That it has a sentence for people is checked here, once
 * for all. @throws Error when nothing is refused
 */
export const refused = (act: () => unknown): Record<string, unknown> => {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.message).toMatch(/^\S.+ .+\.$/);
    return { status: error.status, code: error.code, ...error.extra };
  }
  throw new Error('it was not refused');
};
