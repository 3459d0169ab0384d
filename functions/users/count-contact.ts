import { countIn } from '#lib/limit.ts';

/** Contacts that one address may enter a minute; a carrier's is that of thousands. */
const CONTACTS = { requests: 120, seconds: 60 } as const;

/**
 * Counts a contact that somebody enters who is not known.
 * @param viewer the viewer's network, see lib/viewer.ts
 * @returns the headers of the limit
 * @throws Refusal 429 `too-many-requests`
 */
export const countContact = (viewer: string): Promise<Record<string, string>> => countIn('contacts', viewer, CONTACTS);
