import { domainToASCII } from 'node:url';
import { typed } from '#lib/text.ts';

/**
 * The form in which an address is kept: no blanks around it, the domain in lower case and ASCII (punycode), the part
 * before the @ as it was written (RFC 5321 leaves its meaning to the receiving host).
 */
export const normalEmail = (text: string): string => {
  const trimmed = typed(text);
  const at = trimmed.lastIndexOf('@');
  if (at < 1) return trimmed;
  const domain = trimmed.slice(at + 1);
  return `${trimmed.slice(0, at)}@${/[^\x20-\x7e]/.test(domain) ? domainToASCII(domain) : domain.toLowerCase()}`;
};

/** Dot-atom of RFC 5322 in 64 characters, which is what mail services take; no quoted parts, no comments. */
const localForm = /^(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Two labels or more of at most 63 characters, the last one not a number: no address literal, no bare host. */
const domainForm = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/;

/** Whether a normalised text can be a mailbox that a mail service delivers to; whether it exists only mail can tell. */
export const isEmail = (text: string): boolean => {
  const [local = '', domain = '', ...more] = text.split('@');
  return text.length <= 254 && more.length === 0 && localForm.test(local) && domainForm.test(domain);
};
