import type { GoodsMail } from './goods-mail.ts';
import { type Html, html } from './html.ts';
import { colors, font } from './layout.ts';
import { address, body, label, notice, small } from './parts.ts';
import { testNotice } from './summary.ts';

/** The rows of a mail about goods, each a `<tr>` of the sheet. */
export const goodsRows = (mail: GoodsMail): Html => html`
          <tr>
            <td class="pad" style="padding:36px 36px 0">
              ${mail.test ? notice(testNotice) : undefined}
              <h1 class="ink title" style="margin:0;${font};font-size:28px;line-height:34px;font-weight:700;letter-spacing:-0.015em;color:${colors.ink}">${mail.heading}</h1>
              <p class="soft" style="margin:12px 0 0;${body};color:${colors.soft}">${mail.sentence}</p>
              <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:24px">
                <tr>
                  <td class="tint" style="padding:14px 18px;background:${colors.ground};border-radius:10px">
                    ${label('Order')}<span class="ink" style="${body};font-weight:600;color:${colors.ink};white-space:nowrap">${mail.number}</span>
                    ${mail.carrier === null ? undefined : html`<span style="display:block;height:10px"></span>${label('Carrier')}<span class="ink" style="${body};color:${colors.ink}">${mail.carrier}</span>`}
                    ${mail.tracking.length > 0 ? html`<span style="display:block;height:10px"></span>${label('Tracking')}${mail.tracking.map(trackingRow)}` : undefined}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
          <tr>
            <td class="pad" style="padding:20px 36px 28px">
              <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
                ${mail.lines.map(lineRow)}
              </table>
            </td>
          </tr>
          ${
            mail.to &&
            html`<tr>
            <td class="pad line" style="padding:24px 36px 28px;border-top:1px solid ${colors.line}">${address('Ship to', mail.to)}</td>
          </tr>`
          }`;

const trackingRow = ({ number, url }: GoodsMail['tracking'][number]): Html =>
  html`<span class="ink" style="display:block;${body};color:${colors.ink};word-break:break-word">${
    url === undefined
      ? number
      : html`<a class="link" href="${url}" style="color:${colors.brand};font-weight:600">${number}</a>`
  }</span>`;

const lineRow = ({ title, sku, quantity }: GoodsMail['lines'][number]): Html => html`<tr>
                  <td class="line" style="padding:14px 12px 14px 0;border-bottom:1px solid ${colors.line};vertical-align:top">
                    <span class="ink" style="display:block;${body};font-weight:600;color:${colors.ink};word-break:break-word">${title}</span>
                    <span class="soft" style="display:block;${small};color:${colors.soft}">${sku}</span>
                  </td>
                  <td class="ink line" style="padding:14px 0;border-bottom:1px solid ${colors.line};${body};color:${colors.ink};text-align:right;white-space:nowrap;vertical-align:top">× ${quantity}</td>
                </tr>`;
