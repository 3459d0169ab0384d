import type { Contact } from '../../../users/public.ts';
import type { Mail } from '../../send-mail.ts';
import { type Html, html } from '../html.ts';
import { colors, font, layout } from '../layout.ts';
import { body, button, label, notice } from '../parts.ts';
import type { ShopOfMail } from '../shop.ts';
import { testNotice } from '../summary.ts';

/** What a short mail says, beside the order's number. */
export interface NoticeText {
  readonly subject: string;
  readonly heading: string;
  readonly sentence: string;
  /** The words of the link to the order. */
  readonly link?: string;
  readonly lines?: readonly { readonly title: string; readonly quantity: number }[];
}

interface About {
  readonly orderId: string;
  readonly number: string;
  readonly test: boolean;
}

/** Makes a short mail about an order, in HTML and in text. */
export const noticeMail = (order: About, contact: Contact, shop: ShopOfMail, text: NoticeText): Mail => {
  const { subject, heading, sentence, link = 'See your order', lines = [] } = text;
  const url = shop.orderUrl(order.orderId);
  return {
    to: contact.email,
    subject: order.test ? `[Test] ${subject}` : subject,
    html: layout({
      title: subject,
      preheader: sentence,
      shop,
      rows: rows(order, heading, sentence, lines, button(link, url)),
      foot: html`You get this mail because you have an order with this address at ${shop.name}. Your order number is
        <strong>${order.number}</strong>: have it at hand if you write to us.`,
    }),
    text: [
      ...(order.test ? [testNotice, ''] : []),
      heading,
      '',
      sentence,
      '',
      `Order   ${order.number}`,
      ...lines.map(({ title, quantity }) => `        ${quantity} × ${title}`),
      ...(url ? ['', `${link}: ${url}`] : []),
      '',
      shop.name,
      ...(shop.url ? [shop.url] : []),
      '',
    ].join('\n'),
  };
};

const rows = (
  order: About,
  heading: string,
  sentence: string,
  lines: NonNullable<NoticeText['lines']>,
  link: Html | undefined,
): Html => html`
          <tr>
            <td class="pad" style="padding:36px 36px 32px">
              ${order.test ? notice(testNotice) : undefined}
              <h1 class="ink title" style="margin:0;${font};font-size:28px;line-height:34px;font-weight:700;letter-spacing:-0.015em;color:${colors.ink}">${heading}</h1>
              <p class="soft" style="margin:12px 0 0;${body};color:${colors.soft}">${sentence}</p>
              <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:24px">
                <tr>
                  <td class="tint" style="padding:14px 18px;background:${colors.ground};border-radius:10px">
                    ${label('Order')}<span class="ink" style="${body};font-weight:600;color:${colors.ink}">${order.number}</span>
                    ${lines.map(({ title, quantity }) => html`<span class="soft" style="display:block;${body};color:${colors.soft}">${quantity} × ${title}</span>`)}
                  </td>
                </tr>
              </table>
              ${link}
            </td>
          </tr>`;
