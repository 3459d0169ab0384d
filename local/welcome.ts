import type { StackFile } from './stack-file.ts';

/** What the terminal shows when the stack is ready: where things are, and one purchase to paste. */
export const welcome = (stack: StackFile, functions: number, ms: number, limited: boolean): string => `
Floodgate is ready after ${(ms / 1000).toFixed(1)} s: ${functions} functions.

  API        ${stack.api}
  docs       ${stack.docs}
  mailbox    ${stack.mailbox}
  admin key  ${stack.adminKey}${limited ? `\n  DynamoDB   under AWS's limits; what they refused: curl ${stack.endpoints.dynamodb}` : ''}

Buy two blue mugs, in another terminal:

  eval "$(npm run -s env)"
  CART=$(curl -s $API/carts -H "$J" -d '{"lines":[{"sku":"MUG-BLUE","quantity":2}],"contact":{"email":"kim@example.org",
    "shippingAddress":{"name":"Kim Doe","line1":"1 High St","city":"Dublin","postalCode":"D01 F5P2","country":"IE"}},
    "shipping":{"optionId":"standard"}}' | j id)
  ORDER=$(curl -s $API/carts/$CART/checkout -H "$J" -d '{"paymentMethod":"test_approved"}')
  curl -s $API/orders/$(j order.id <<<"$ORDER") -H "X-Order-Token: $(j orderToken <<<"$ORDER")" | j status
  echo "The confirmation is in the mailbox: $MAIL"

Ctrl-C ends everything.
`;
