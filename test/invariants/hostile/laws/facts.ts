import { factsOf, groupBy, itemsOf, type Law } from './story.ts';

/** Every fact of the log reached everyone who is subscribed to it. */
export const everyFactReachedItsSubscribers: Law = (story) =>
  factsOf(story).flatMap(({ id, type, aggregate }) =>
    story.cloud
      .subscribers(type)
      .filter((subscriber) => !story.cloud.taken.get(id)?.has(subscriber))
      .map((subscriber) => `event: ${subscriber} never took ${type} of ${aggregate}`),
  );

/** Nothing fails once nothing interferes: no message is left among the dead. */
export const noLetterIsDead: Law = ({ cloud }) =>
  [...cloud.dead].map(([queue, letters]) => `dead letters: ${letters.length} in ${queue}`);

/** One mail for a paid order, among sends of known outcome; and what is called sent was. */
export const oneMailPerFact: Law = (story) => {
  const broken: string[] = [];
  const letters = groupBy(story.cloud.mailbox, ({ event, kind }) => `${event} ${kind}`);
  for (const [what, all] of letters) if (all.length > 1) broken.push(`mail: ${all.length} of ${what}`);
  const sent = new Map(itemsOf(story, 'notifications', 'notification').map((one) => [one.eventId, one]));
  for (const { id, aggregate } of factsOf(story, 'order.paid')) {
    const notification = sent.get(id);
    const arrived = letters.get(`${id} order-confirmation`)?.length ?? 0;
    if (!notification) broken.push(`mail: nobody wrote about ${aggregate}`);
    else if (notification.status === 'sent' && arrived !== 1) broken.push(`mail: that of ${aggregate} is called sent`);
    else if (!['sent', 'unknown'].includes(notification.status))
      broken.push(`mail: that of ${aggregate} is ${notification.status}`);
  }
  return broken;
};

/** The sales report has a row for every paid order and every refund that succeeded, once. */
export const reportsCountOnce: Law = (story) => {
  const rows = itemsOf(story, 'reports').filter(({ kind }) => kind === 'sale' || kind === 'refund');
  const count = (kind: string): number => rows.filter((row) => row.kind === kind).length;
  const [sales, refunds] = [factsOf(story, 'order.paid').length, factsOf(story, 'refund.succeeded').length];
  return [
    ...(count('sale') === sales ? [] : [`report: ${count('sale')} sales of ${sales}`]),
    ...(count('refund') === refunds ? [] : [`report: ${count('refund')} refunds of ${refunds}`]),
  ];
};

/** Everybody got an answer, and none of the answers was a fault of ours once nothing interfered. */
export const everybodyIsAnswered: Law = ({ people }) => people.unanswered.map((what) => `unanswered: ${what}`);
