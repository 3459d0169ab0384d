import type { Contact } from '../../users/public.ts';
import { type Html, html } from './html.ts';
import { colors, font } from './layout.ts';
import { addressLines } from './summary.ts';

/** What several mails are put together from. */
export const body = `${font};font-size:15px;line-height:24px`;
export const small = `${font};font-size:13px;line-height:20px`;

/** Something that must not be overlooked. */
export const notice = (text: string): Html =>
  html`<p class="note" style="margin:0 0 20px;padding:10px 14px;border:1px solid #f0d48a;border-radius:8px;background:#fff6dc;${small};color:#6b4e00">${text}</p>`;

/** The small word above a value. */
export const label = (text: string): Html =>
  html`<span class="soft" style="display:block;${font};font-size:12px;line-height:18px;letter-spacing:0.04em;color:${colors.soft}">${text}</span>`;

/** An address under its title. */
export const address = (title: string, of: Contact['shippingAddress']): Html =>
  html`${label(title)}<span class="ink" style="display:block;margin-top:4px;${body};color:${colors.ink}">${addressLines(
    of,
  ).map((line, i) => (i === 0 ? html`${line}` : html`<br>${line}`))}</span>`;

/** A link that looks like what it does; nothing without an address. */
export const button = (text: string, url: string | undefined): Html | undefined =>
  url === undefined
    ? undefined
    : html`<p style="margin:24px 0 0"><a class="button" href="${url}" style="display:inline-block;padding:12px 22px;border-radius:8px;background:${colors.brand};${body};font-weight:600;color:${colors.onBrand};text-decoration:none">${text}</a></p>`;
