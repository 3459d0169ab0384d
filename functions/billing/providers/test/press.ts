import { env } from '#lib/env.ts';
import { ButtonUnknown } from '../../refusals.ts';
import { changeTestPayment, moment, readTestPayment as readStored } from './store.ts';
import { atMoment, type Button, buttons, pressed, type TestPayment } from './world.ts';

/** The button of a form. @throws Refusal 422 when the page has no such button */
export const buttonOf = (name: string | undefined): Button => {
  const button = buttons.find((one) => one === name);
  if (!button) throw new ButtonUnknown();
  return button;
};

/** A payment of the test provider as it is now. */
export const readTestPayment = async (id: string): Promise<TestPayment | undefined> => {
  const object = await readStored(id);
  return object && atMoment(object, moment());
};

/**
 * Presses a button and answers where the buyer goes next: only to the addresses that the shop gave at checkout, or
 * back to the page. `undefined` when there is no such payment.
 */
export const pressTestPayment = async (id: string, button: Button): Promise<string | undefined> => {
  const after = await changeTestPayment(id, (object, at) => pressed(atMoment(object, at), button, at));
  if (!after) return undefined;
  const page = `${env().API_URL}/payments/test/${id}`;
  if (button === 'cancel') return after.cancelUrl ?? page;
  const stays = after.status === 'requires-action' || after.status === 'cancelled' || after.dispute !== null;
  return stays ? page : (after.returnUrl ?? page);
};
