import type { StackFile } from './stack-file.ts';

/**
 * What the terminal shows when the API answers: where things are, and one purchase to paste.
 * @param seconds since the start began
 * @param more.demo whether the demo shop is still to come
 */
export const welcome = (
  stack: StackFile,
  functions: number,
  seconds: string,
  { limited, demo }: { limited: boolean; demo: boolean },
): string => `
Floodgate’s API is up after ${seconds} s: ${functions} functions.${demo ? ' The demo shop follows; a line here says when it is in.' : ''}

  site       ${stack.site}
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
