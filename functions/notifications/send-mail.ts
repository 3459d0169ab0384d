import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { sleep } from '#lib/clock.ts';
import { settings } from './settings.ts';

/** A rendered mail. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** What came of a send. Only `refused` is sure not to have left, and only that may be tried again. */
export type Sent =
  | { readonly outcome: 'sent'; readonly messageId: string }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'unknown'; readonly reason: string };

/** The port to a mail service. `tags` travel with the mail and come back in the service's reports. */
export type SendMail = (mail: Mail, tags: { readonly event: string; readonly kind: string }) => Promise<Sent>;

let client: SESv2Client | undefined;
/**
 * One attempt: the SDK would repeat a send whose outcome it does not know. And one connection: a kept one may have been
 * closed by the service meanwhile (a function sleeps for minutes between two mails), and the reset that comes back then
 * cannot be told from a mail that has left.
 */
const ses = (): SESv2Client => {
  client ??= new SESv2Client({
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 1000,
      requestTimeout: 8000,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: false },
      httpsAgent: { keepAlive: false },
    },
  });
  return client;
};

const THROTTLED_TRIES = 5;

/** Sends by Amazon SES. Being throttled is a definite refusal: it is tried again here for some seconds. */
export const sendMail: SendMail = async (mail, tags) => {
  for (let attempt = 1; ; attempt += 1) {
    const sent = await once(mail, tags);
    if (sent.outcome !== 'refused' || sent.reason !== 'TooManyRequestsException' || attempt === THROTTLED_TRIES)
      return sent;
    await sleep((0.5 + Math.random()) * 200 * 2 ** attempt);
  }
};

const once: SendMail = async (mail, tags) => {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  try {
    const answer = await ses().send(
      new SendEmailCommand({
        FromEmailAddress: mailbox(settings().SHOP_NAME, settings().MAIL_FROM),
        Destination: { ToAddresses: [mail.to] },
        Content: {
          Simple: {
            Subject: utf8(mail.subject),
            Body: { Html: utf8(mail.html), Text: utf8(mail.text) },
            Headers: [
              // The same for every try of one fact: mail programs do not fold two orders into one thread.
              { Name: 'X-Entity-Ref-ID', Value: tags.event },
              { Name: 'Auto-Submitted', Value: 'auto-generated' },
            ],
          },
        },
        EmailTags: [
          { Name: 'event', Value: tags.event.replace(/[^A-Za-z0-9_.-]/g, '-') },
          { Name: 'kind', Value: tags.kind },
        ],
      }),
    );
    return { outcome: 'sent', messageId: answer.MessageId ?? '' };
  } catch (error) {
    return outcomeOf(error);
  }
};

/** Errors before a connection stood: nothing has left. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * A 4xx of the service, a connection that never stood and missing credentials are definite. Everything else, a time-out
 * or a 5xx above all, may hide a mail that is on its way.
 */
const outcomeOf = (error: unknown): Sent => {
  const { name, message, code, $metadata } = error as Error & {
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode ?? 0;
  const definite =
    (status >= 400 && status < 500) ||
    unsent.has(code ?? '') ||
    name === 'CredentialsProviderError' ||
    (name === 'TimeoutError' && message.includes('did not establish a connection'));
  return { outcome: definite ? 'refused' : 'unknown', reason: code ?? name };
};

/** An address with its name before it (RFC 5322); a name beyond ASCII is an encoded word (RFC 2047). */
export const mailbox = (name: string, address: string): string => {
  const plain = name.replace(/[\p{Cc}]/gu, ' ').trim();
  if (plain === '') return address;
  const shown = /^[\x20-\x7e]*$/.test(plain)
    ? `"${plain.replace(/["\\]/g, '\\$&')}"`
    : `=?UTF-8?B?${Buffer.from(plain).toString('base64')}?=`;
  return `${shown} <${address}>`;
};
