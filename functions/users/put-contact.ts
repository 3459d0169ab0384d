import { newId, sign } from '#lib/id.ts';
import { get, type Write } from '#lib/table.ts';
import type { Contact, ContactParts } from './contact.ts';
import { foldMailbox } from './fold-mailbox.ts';
import { settings } from './settings.ts';
import { contactAt, contactFrom, newContact } from './users-table.ts';

/**
 * Makes the write of a new contact, or of what is known of one so far, for the caller to execute, and its reference: all
 * of it that may leave this table.
 * @param contact parsed by `ContactInput`, so that the e-mail is normalised
 * @param now milliseconds since 1970
 * @param held whether an order holds it in the same transaction
 */
export const contactWrite = (
  contact: ContactParts,
  now: number,
  held = false,
): { readonly write: Write; readonly contactRef: string } => {
  const contactRef = newId('con');
  return { write: newContact(contactRef, contact, now, held), contactRef };
};

/**
 * Answers what may be known of a buyer outside this table: the buyer's key (an HMAC of the e-mail under the stage's
 * permanent key, the same for one buyer in every order, telling nothing else), and the key that limits go by: that of
 * the mailbox, whose addresses may be several.
 * @param email normalised
 */
export const buyerKeysOf = (email: string): { readonly buyerKey: string; readonly limitKey: string } => ({
  buyerKey: buyerKeyOf(email),
  limitKey: buyerKeyOf(foldMailbox(email)),
});

/** The buyer's key of a normalised e-mail. Case is folded: no mail service in use tells Ann@ from ann@, and a limit per buyer must not either. */
export const buyerKeyOf = (email: string): string => sign(settings().PERMANENT_KEY, 'buyer', email.toLowerCase());

/** Reads a contact, to render a mail or fill a webhook at sending time; `undefined` when there is none. */
export const readContact = async (contactRef: string): Promise<Contact | undefined> =>
  contactFrom(await get(contactAt(contactRef)));
