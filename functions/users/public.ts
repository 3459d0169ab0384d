/** Contacts by reference, and API keys. Personal data is in the answers of `contactFrom` and `readContact` alone. */
export { type ApiKey, Scope } from './api-key.ts';
export { BuyerMetadata, BuyerNote, noCard, orderNote } from './buyer-text.ts';
export { looksLikeCardNumber } from './card-number.ts';
export {
  Address, AddressInput, Contact, ContactInput, ContactParts, ContactPartsInput, CountryCode, isWhole, wholeContact, withParts,
} from './contact.ts'; // biome-ignore format: a list
export { countContact } from './count-contact.ts';
export { apiKeyWrite, createApiKey } from './create-api-key.ts';
export { createFirstAdmin } from './first-admin.ts';
export { buyerKeyOf, buyerKeysOf, contactWrite, readContact } from './put-contact.ts';
export { contactAt, contactFrom, heldContact, partsFrom, releasedContact } from './users-table.ts';
