import * as z from 'zod/mini';
import { line, typed } from '#lib/text.ts';
import { noCard, phoneCheck } from './buyer-text.ts';
import { isCountryCode, postalCodeIn } from './countries.ts';
import { isEmail, normalEmail } from './email-address.ts';

/** A country's code in either case, kept in capitals. */
export const CountryCode = z
  .string()
  .check(z.overwrite(typed), z.toUpperCase(), z.refine(isCountryCode, 'must be a code of two letters, like IE'));

const address = {
  name: line(120).check(z.describe('Who receives.')),
  line1: line(200).check(z.describe('Street and number.')),
  line2: z.optional(line(200, 0)).check(z.describe('What else the carrier needs.')),
  city: line(100).check(z.describe('The city or town.')),
  /** As it was written; a cart says which region of ISO 3166-2 that is. */
  region: z.optional(line(100, 0)).check(z.describe('State, province or county, by name or code of ISO 3166-2.')),
  /** Not every country has postal codes. */
  postalCode: z.optional(line(20, 0)).check(z.describe('Where the country has them.')),
  country: CountryCode.check(z.describe('ISO 3166-1, two letters, like IE.')),
  phone: z.optional(line(30, 0)).check(z.describe('For the carrier.')),
};

/** Where goods or invoices go. */
export const Address = z.object(address);
export type Address = z.infer<typeof Address>;

/** The same as a request brings it: what was stored before a rule is read without it. */
const written = {
  ...address,
  name: address.name.check(noCard),
  line1: address.line1.check(noCard),
  line2: z.optional(line(200, 0).check(noCard)).check(z.describe('What else the carrier needs.')),
  city: address.city.check(noCard),
  region: z
    .optional(line(100, 0).check(noCard))
    .check(z.describe('State, province or county, by name or code of ISO 3166-2.')),
  postalCode: z.optional(line(20, 0).check(noCard)).check(z.describe('Where the country has them.')),
  phone: z.optional(line(30, 0).check(phoneCheck)).check(z.describe('For the carrier.')),
};

/** An address as a request brings it; unknown fields are refused. */
export const AddressInput = z.strictObject(written).check(
  z.refine(({ country, postalCode }) => Boolean(postalCode) || postalCodeIn(country) !== 'required', {
    path: ['postalCode'],
    error: 'is missing: addresses in this country have one',
  }),
);
const email = z
  .string()
  .check(z.maxLength(320), z.overwrite(normalEmail), z.refine(isEmail, 'must be an e-mail address'));

/** Who buys: personal data, kept in the home region's users table and nowhere else. */
export const Contact = z.object({
  email: email.check(z.describe('The buyer’s e-mail.')),
  shippingAddress: Address.check(z.describe('Where goods go.')),
  billingAddress: z.optional(Address).check(z.describe('Where the invoice goes, when that is another place.')),
});
export type Contact = z.infer<typeof Contact>;

const given = {
  email: email.check(noCard).check(z.describe('The buyer’s e-mail.')),
  shippingAddress: AddressInput.check(z.describe('Where goods go.')),
};

/** A contact as a request brings it; unknown fields are refused. */
export const ContactInput = z.strictObject({
  ...given,
  billingAddress: z.optional(AddressInput).check(z.describe('Where the invoice goes, when that is another place.')),
});

/** What is known of a contact so far: a cart is given its parts one by one, and an order needs both of the first. */
export const ContactParts = z.object({
  email: z._default(z.nullable(email), null).check(z.describe('The buyer’s e-mail; null before it was given.')),
  shippingAddress: z._default(z.nullable(Address), null).check(z.describe('Where goods go; null before it was given.')),
  billingAddress: z.optional(Address).check(z.describe('Where the invoice goes, when that is another place.')),
});
export type ContactParts = z.infer<typeof ContactParts>;

/** A contact, or parts of it, as a request brings them; unknown fields are refused. */
export const ContactPartsInput = z
  .strictObject({
    email: z.optional(given.email).check(z.describe('The buyer’s e-mail.')),
    shippingAddress: z.optional(given.shippingAddress).check(z.describe('Where goods go.')),
    billingAddress: z
      .optional(z.nullable(AddressInput))
      .check(z.describe('Where the invoice goes, when that is another place; null for no other place.')),
  })
  .check(
    z.refine((parts) => Object.values(parts).some((part) => part !== undefined), {
      error: 'must have an email, a shippingAddress or a billingAddress',
    }),
  );
export type ContactPartsInput = z.infer<typeof ContactPartsInput>;

/** Tells whether a request brings a whole contact, which takes the place of the one before, its invoice's address too. */
export const isWhole = ({ email, shippingAddress }: ContactPartsInput): boolean =>
  email !== undefined && shippingAddress !== undefined;

/** Makes the contact after a request: what a part does not bring stays as it was. */
export const withParts = (before: ContactParts | undefined, input: ContactPartsInput): ContactParts => {
  const kept = isWhole(input) ? undefined : before;
  const billingAddress = input.billingAddress === undefined ? kept?.billingAddress : input.billingAddress;
  return {
    email: input.email ?? kept?.email ?? null,
    shippingAddress: input.shippingAddress ?? kept?.shippingAddress ?? null,
    ...(billingAddress ? { billingAddress } : {}),
  };
};

/** Answers a contact that an order can have; `undefined` while the e-mail or the address is not known. */
export const wholeContact = (parts: ContactParts | undefined): Contact | undefined =>
  parts?.email && parts.shippingAddress
    ? { ...parts, email: parts.email, shippingAddress: parts.shippingAddress }
    : undefined;
