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

const AddressInput = z.strictObject(written).check(
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

/** A contact as a request brings it; unknown fields are refused. */
export const ContactInput = z.strictObject({
  email: email.check(noCard).check(z.describe('The buyer’s e-mail.')),
  shippingAddress: AddressInput.check(z.describe('Where goods go.')),
  billingAddress: z.optional(AddressInput).check(z.describe('Where the invoice goes, when that is another place.')),
});
