import type { Contact } from '../../users/public.ts';
import type { ConfirmedOrder } from '../notification.ts';
import { priceText } from './amounts.ts';
import { type Html, html } from './html.ts';
import { colors, font } from './layout.ts';
import { address, body, button, label, notice, small } from './parts.ts';
import { greeting, includedTaxes, nextStep, type SumRow, sumRows, testNotice } from './summary.ts';

/** Figures stand under each other where the font can do it. */
const figures = 'text-align:right;white-space:nowrap;vertical-align:top;font-variant-numeric:tabular-nums';

/** The rows of an order confirmation, each a `<tr>` of the sheet. */
export const confirmationRows = (
  order: ConfirmedOrder,
  contact: Contact,
  placed: string,
  orderUrl: string | undefined,
): Html => html`
          <tr>
            <td class="pad" style="padding:36px 36px 0">
              ${order.test ? notice(testNotice) : undefined}
              <h1 class="ink title" style="margin:0;${font};font-size:28px;line-height:34px;font-weight:700;letter-spacing:-0.015em;color:${colors.ink}">${greeting(contact)}</h1>
              <p class="soft" style="margin:12px 0 0;${body};color:${colors.soft}">${nextStep(order)}</p>
              ${facts(order, placed)}
              ${button('See your order', orderUrl)}
            </td>
          </tr>
          <tr>
            <td class="pad" style="padding:20px 36px 0">
              <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
                ${order.lines.map((line) => lineRow(line))}
              </table>
            </td>
          </tr>
          <tr>
            <td class="pad" style="padding:12px 36px 32px">
              <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
                ${sumRows(order).map((row) => sumRow(row))}
                <tr><td colspan="2" style="height:10px;font-size:0;line-height:0">&nbsp;</td></tr>
                <tr>
                  <td class="ink line" style="padding:14px 12px 0 0;border-top:1px solid ${colors.line};${font};font-size:18px;line-height:26px;font-weight:700;color:${colors.ink}">Total</td>
                  <td class="ink line" style="padding:14px 0 0;border-top:1px solid ${colors.line};${font};font-size:18px;line-height:26px;font-weight:700;color:${colors.ink};${figures}">${priceText(order.totals.total)}</td>
                </tr>
                ${includedTaxes(order).map(
                  (text) => html`<tr>
                  <td colspan="2" class="soft" style="padding:4px 0 0;${small};color:${colors.soft};text-align:right">${text}</td>
                </tr>`,
                )}
              </table>
            </td>
          </tr>
          <tr>
            <td class="pad line" style="padding:24px 36px 28px;border-top:1px solid ${colors.line}">${addresses(contact)}</td>
          </tr>`;

const facts = (
  order: ConfirmedOrder,
  placed: string,
): Html => html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:24px">
                <tr>
                  <td class="tint" style="padding:14px 18px;background:${colors.ground};border-radius:10px">
                    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
                      <tr>
                        <td style="vertical-align:top">${label('Order')}<span class="ink" style="${body};font-weight:600;color:${colors.ink};white-space:nowrap">${order.number}</span></td>
                        <td style="vertical-align:top;text-align:right">${label('Placed')}<span class="ink" style="${body};color:${colors.ink};white-space:nowrap">${placed}</span></td>
                      </tr>
                    </table>
                  </td>
                </tr>
              </table>`;

const lineRow = (line: ConfirmedOrder['lines'][number]): Html => html`<tr>
                  <td class="line" style="padding:14px 12px 14px 0;border-bottom:1px solid ${colors.line};vertical-align:top">
                    <span class="ink" style="display:block;${body};font-weight:600;color:${colors.ink};word-break:break-word">${line.title}</span>
                    <span class="soft" style="display:block;${small};color:${colors.soft}">${line.quantity} × ${priceText(line.unitPrice)} · ${line.sku}</span>
                    ${
                      line.discount.amount > 0
                        ? html`<span class="soft" style="display:block;${small};color:${colors.soft}">Discount −${priceText(line.discount)}</span>`
                        : undefined
                    }
                  </td>
                  <td class="ink line" style="padding:14px 0;border-bottom:1px solid ${colors.line};${body};color:${colors.ink};${figures}">${priceText(line.subtotal)}</td>
                </tr>`;

const sumRow = (row: SumRow): Html => html`<tr>
                  <td class="soft" style="padding:4px 12px 4px 0;${body};color:${colors.soft}">${row.label}</td>
                  <td class="ink" style="padding:4px 0;${body};color:${colors.ink};${figures}">${row.amount}</td>
                </tr>`;

const addresses = (contact: Contact): Html => {
  const { shippingAddress, billingAddress } = contact;
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
                <tr>
                  <td class="half" width="50%" style="width:50%;vertical-align:top;padding-right:16px">${address(billingAddress ? 'Ship to' : 'Ship and bill to', shippingAddress)}</td>
                  ${billingAddress ? html`<td class="half gap" width="50%" style="width:50%;vertical-align:top">${address('Bill to', billingAddress)}</td>` : undefined}
                </tr>
              </table>`;
};
