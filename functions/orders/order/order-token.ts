import { isTokenOf, objectToken } from '#lib/object-token.ts';

/** The kind of object that a token of this module is about; it stands in contracts and in the token's signature. */
const KIND = 'order';

/** The token of an order: who placed it reads, pays and cancels it with this, in `X-Order-Token`. */
export const orderToken = (orderId: string): string => objectToken(KIND, orderId);

/** Whether a token is this order's, signed with a key that is still accepted. */
export const isOrderToken = (orderId: string, token: string): boolean => isTokenOf(KIND, orderId, token);
