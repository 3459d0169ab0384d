import * as z from 'zod/mini';
import { isCountryCode } from './country-code.ts';
import { isEmail, normalEmail } from './email-address.ts';

/** One line of free text: blanks around it go, control characters (a line break in a mail's head) are refused. */
const line = (most: number, least = 1) =>
  z
    .string()
    .check(
      z.trim(),
      z.minLength(least),
      z.maxLength(most),
      z.regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'must be one line of text'),
    );

const Country = z
  .string()
  .check(z.trim(), z.toUpperCase(), z.refine(isCountryCode, 'must be a country code of ISO 3166-1 (AT, US …)'));

const address = {
  name: line(120),
  line1: line(200),
  line2: z.optional(line(200)),
  city: line(100),
  region: z.optional(line(100)),
  postalCode: line(20),
  country: Country,
  phone: z.optional(line(30)),
};

/** Where goods or invoices go. */
export const Address = z.object(address);
export type Address = z.infer<typeof Address>;

const AddressInput = z.strictObject(address);
const email = z
  .string()
  .check(z.maxLength(320), z.overwrite(normalEmail), z.refine(isEmail, 'must be an e-mail address'));

/** Who buys: personal data, kept in the home region's users table and nowhere else. */
export const Contact = z.object({ email, shippingAddress: Address, billingAddress: z.optional(Address) });
export type Contact = z.infer<typeof Contact>;

/** A contact as a request brings it; unknown fields are refused. */
export const ContactInput = z.strictObject({
  email,
  shippingAddress: AddressInput,
  billingAddress: z.optional(AddressInput),
});
