import { createHash } from 'node:crypto';
import { formatMoney } from '#lib/money.ts';
import { fromUnits } from '../units.ts';
import type { Button, TestPayment } from './world.ts';

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #f6f7f9; --card: #fff; --line: #d0d7de; --go: #1a5fb4; --on: #fff; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --paper: #0d1117; --card: #161b22; --line: #3d444d; --go: #7ab4ff; --on: #0d1117; --bad: #ff8f87; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 30rem; margin: 4vh auto; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
h1 { margin: 0 0 .25rem; font-size: 1rem; font-weight: 600; color: var(--soft); }
.amount { margin: 0; font-size: 2.25rem; font-weight: 700; font-variant-numeric: tabular-nums; }
.soft { color: var(--soft); margin: .25rem 0 1.5rem; overflow-wrap: anywhere; }
.note { border-left: 4px solid var(--go); padding: .5rem .75rem; margin: 0 0 1.5rem; }
.note.bad { border-color: var(--bad); }
form { display: grid; gap: .75rem; }
fieldset { display: grid; gap: .75rem; border: 0; border-top: 1px solid var(--line); margin: .75rem 0 0; padding: .75rem 0 0; }
legend { padding: 0 .5rem 0 0; color: var(--soft); font-size: .875rem; }
button { font: inherit; padding: .75rem 1rem; border-radius: 8px; border: 1px solid var(--line); background: transparent; color: inherit; text-align: left; cursor: pointer; }
button.first { background: var(--go); border-color: var(--go); color: var(--on); font-weight: 600; text-align: center; }
button:focus-visible { outline: 3px solid var(--go); outline-offset: 2px; }
a { color: var(--go); }
`;
const styleHash = createHash('sha256').update(style).digest('base64');

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

const button = (name: Button, label: string, kind = ''): string =>
  `<button name="button" value="${name}"${kind && ` class="${kind}"`}>${label}</button>`;

const payForm = `<form method="post">
${button('test_approved', 'Pay', 'first')}
${button('test_declined', 'Let the card be declined')}
${button('test_action', 'Ask for 3-D Secure first')}
${button('cancel', 'Back to the shop without paying')}
<fieldset><legend>When things go wrong</legend>
${button('test_late', 'Pay, but let the money come late')}
${button('test_silent', 'Pay, but never tell the shop')}
${button('test_mismatch', 'Pay another amount')}
${button('test_disputed', 'Pay, and dispute it later')}
${button('test_refund_fails', 'Pay, and let refunds fail')}
</fieldset>
</form>`;

const challengeForm = `<p class="note">3-D Secure: your bank wants to know that it is you.</p>
<form method="post">
${button('test_approved', 'Yes, it is me', 'first')}
${button('test_declined', 'No, refuse')}
${button('cancel', 'Leave')}
</form>`;

const disputeForm = `<p class="note bad">The buyer’s bank asks this money back.</p>
<form method="post">
${button('dispute_won', 'Decide for the shop')}
${button('dispute_lost', 'Decide for the buyer')}
</form>`;

const ended: Record<TestPayment['status'], string> = {
  'requires-action': '',
  processing: 'The money is on its way.',
  succeeded: 'Paid.',
  failed: 'The payment failed. Go back to the shop to try again.',
  cancelled: 'This payment was closed.',
};

const contentOf = (object: TestPayment): string => {
  if (object.dispute === 'open') return disputeForm;
  if (object.status !== 'requires-action') return `<p class="note" role="status">${ended[object.status]}</p>`;
  if (object.challenged) return challengeForm;
  const refused = object.failure
    ? `<p class="note bad" role="alert">${escaped(object.failure.message)} Try again.</p>\n`
    : '';
  return refused + payForm;
};

/** Where the buyer can go from a page that has ended. */
const backLink = (object: TestPayment): string => {
  const to = object.status === 'requires-action' ? null : (object.returnUrl ?? object.cancelUrl);
  return to === null ? '' : `\n<p><a href="${escaped(to)}">Back to the shop</a></p>`;
};

/**
 * The page, with the headers that bind it: nothing is loaded from anywhere, and its form goes to itself and from there
 * only where the shop said (browsers hold `form-action` against redirects as well).
 */
export const testPage = (object: TestPayment): { html: string; headers: Record<string, string> } => {
  const origins = [object.returnUrl, object.cancelUrl].flatMap((url) => (url === null ? [] : [new URL(url).origin]));
  const amount = formatMoney(fromUnits(object.units, object.currency));
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Test payment of ${escaped(amount)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Test payment: no money moves</h1>
<p class="amount">${escaped(amount)}</p>
<p class="soft">${escaped(object.description)}</p>
${contentOf(object)}${backLink(object)}
</main>
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action ${["'self'", ...new Set(origins)].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    html,
    headers: {
      'content-security-policy': policy.join('; '),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  };
};
