import type { ServerResponse } from 'node:http';
import type { Account } from './account.ts';
import { controls } from './control.ts';

const buttons = { pay: 'Pay', decline: 'Let the card be declined', process: 'Pay by bank debit' } as const;

/** The hosted page of a session, as far as a person who tries the stack out needs one. */
export const payPage = (account: Account, id: string, method: string, text: string, response: ServerResponse): void => {
  const session = account.sessions.get(id);
  if (!session) return void response.writeHead(404).end();
  if (method === 'POST') {
    const word = new URLSearchParams(text).get('button') as keyof typeof buttons;
    try {
      if (word in buttons) controls[word](account, id);
    } catch {
      // Not open any more: the page below says so.
    }
    const location = session.status === 'complete' ? session.success_url : `/pay/${id}`;
    return void response.writeHead(303, { location }).end();
  }
  const shown =
    session.status === 'open'
      ? Object.entries(buttons)
          .map(([name, label]) => `<button name="button" value="${name}">${label}</button>`)
          .join(' ')
      : `This session is ${session.status}.`;
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(
    `<!doctype html><meta charset="utf-8"><title>Stripe’s double</title><h1>${session.amount_total} ${session.currency}</h1><form method="post">${shown}</form>`,
  );
};
