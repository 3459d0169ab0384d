import type { Contact } from '../../users/public.ts';
import type { ReceivedReturn, ShippedParcel } from '../notification.ts';
import type { Mail } from '../send-mail.ts';
import type { GoodsMail } from './goods-mail.ts';
import { goodsRows } from './goods-rows.ts';
import { goodsText } from './goods-text.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import type { ShopOfMail } from './shop.ts';

/** Tells that a parcel is on its way, and how to follow it. Pure, like every mail here. */
export const orderShipped = (parcel: ShippedParcel, contact: Contact, shop: ShopOfMail): Mail =>
  mailOf(
    {
      ...parcel,
      subject: `Order ${parcel.number} is on its way`,
      heading: 'Your parcel is on its way',
      sentence:
        parcel.fulfilmentStatus === 'partial'
          ? 'We have sent a part of your order. The rest follows in another parcel.'
          : 'We have sent your order.',
      tracking: trackingOf(parcel),
      to: contact.shippingAddress,
    },
    contact,
    shop,
  );

/** Tells that what was sent back has come, and whether money goes back with it. */
export const returnReceived = (back: ReceivedReturn, contact: Contact, shop: ShopOfMail): Mail =>
  mailOf(
    {
      ...back,
      subject: `Your return for order ${back.number} has arrived`,
      heading: 'Your return has arrived',
      sentence:
        back.refundId === null
          ? 'We have received what you sent back.'
          : 'We have received what you sent back. Your money is on its way to the account or card that you paid with; banks need some days for that.',
      carrier: null,
      tracking: [],
      to: undefined,
    },
    contact,
    shop,
  );

/** Numbers and addresses of a parcel lie in two lists, each as long as the staff made it. */
const trackingOf = ({ trackingNumbers, trackingUrls }: ShippedParcel): GoodsMail['tracking'] =>
  Array.from({ length: Math.max(trackingNumbers.length, trackingUrls.length) }, (_, index) => ({
    number: trackingNumbers[index] ?? `Parcel ${index + 1}`,
    url: trackingUrls[index],
  }));

const mailOf = (mail: GoodsMail, contact: Contact, shop: ShopOfMail): Mail => ({
  to: contact.email,
  subject: mail.test ? `[Test] ${mail.subject}` : mail.subject,
  html: layout({
    title: mail.subject,
    preheader: mail.lines.map(({ title, quantity }) => `${quantity} × ${title}`).join(', '),
    shop,
    rows: goodsRows(mail),
    foot: html`You get this mail because you have an order with this address at ${shop.name}. Your order number is
        <strong>${mail.number}</strong>: have it at hand if you write to us.`,
  }),
  text: goodsText(mail, shop),
});
