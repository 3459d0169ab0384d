/** Contacts by reference, and API keys. Personal data is in the answers of `contactFrom` and `readContact` alone. */
export { type ApiKey, Scope } from './api-key.ts';
export { BuyerMetadata, noCard } from './buyer-text.ts';
export { looksLikeCardNumber } from './card-number.ts';
export { Address, Contact, ContactInput, CountryCode } from './contact.ts';
export { countContact } from './count-contact.ts';
export { apiKeyWrite, createApiKey } from './create-api-key.ts';
export { createFirstAdmin } from './first-admin.ts';
export { buyerKeyOf, contactWrite, readContact } from './put-contact.ts';
export { contactAt, contactFrom, heldContact } from './users-table.ts';
