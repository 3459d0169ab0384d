import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { sleep } from '#lib/clock.ts';
import { timeLeft } from '#lib/deadline.ts';
import { env } from '#lib/env.ts';
import { settings } from './settings.ts';

/** A rendered mail. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/**
 * What came of a send. `deferred` has not left and may be sent later; `rejected` has not left and never will, as it is;
 * `unknown` may have left.
 */
export type Sent =
  | { readonly outcome: 'sent'; readonly messageId: string }
  | { readonly outcome: 'deferred'; readonly reason: string }
  | { readonly outcome: 'rejected'; readonly reason: string }
  | { readonly outcome: 'unknown'; readonly reason: string };

/** Sends one mail: the port to a mail service. `tags` travel with the mail and come back in the service's reports. */
export type SendMail = (mail: Mail, tags: { readonly event: string; readonly kind: string }) => Promise<Sent>;

/** Longer than a table's: on AWS 1 s to be reached and 7.5 s to answer. */
const connectMs = (): number => 2 * env().CONNECT_MS;
const sendMs = (): number => 5 * env().REQUEST_MS;
/** What a send may take with the record of its outcome: none is begun with less time left. */
const longestMs = (): number => connectMs() + sendMs() + 2000;

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
      connectionTimeout: connectMs(),
      requestTimeout: sendMs(),
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: false },
      httpsAgent: { keepAlive: false },
    },
  });
  return client;
};

const THROTTLED_TRIES = 5;

/** Sends by Amazon SES. A throttled send is tried again here for some seconds, within the time of the invocation. */
export const sendMail: SendMail = async (mail, tags) => {
  for (let attempt = 1; ; attempt += 1) {
    if (timeLeft() < longestMs()) return { outcome: 'deferred', reason: 'out-of-time' };
    const sent = await once(mail, tags);
    if (sent.outcome !== 'deferred' || sent.reason !== 'TooManyRequestsException' || attempt === THROTTLED_TRIES)
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
 * What SES refuses for the mail itself (Amazon SES API v2, SendEmail, Errors): content that is not allowed, and an input,
 * such as an address, that is not valid. The same mail would be refused again.
 */
const rejections = new Set(['MessageRejected', 'BadRequestException']);
/**
 * Under the same name SES refuses every mail of a sender that is not verified, or whose sending is paused (developer
 * guide, Amazon SES email sending errors). This is mended in the account, as what AccountSuspendedException,
 * SendingPausedException, MailFromDomainNotVerifiedException, LimitExceededException and NotFoundException (of a
 * configuration set) say: such mails wait, their dead letters call a person, and are sent when they are re-driven.
 */
const ofTheAccount = /not verified|paused|suspended|disabled|quota/i;

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
  if (!definite) return { outcome: 'unknown', reason: code ?? name };
  const rejected = rejections.has(name) && !ofTheAccount.test(message);
  return { outcome: rejected ? 'rejected' : 'deferred', reason: code ?? name };
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
