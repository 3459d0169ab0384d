import { sendMessages } from '#lib/send.ts';
import type { Change } from '#lib/stream.ts';
import { SendRefund } from '../messages.ts';

/** Has every refund sent whose row has just appeared; one that is sent twice is paid once, under its key. */
export const sendNewRefunds = async (changes: readonly Change[]): Promise<void> => {
  const rows = changes.filter(({ before, after }) => !before && after?.['type'] === 'refund');
  if (rows.length > 0)
    await sendMessages(
      SendRefund,
      rows.map(({ after }) => ({ refundId: String(after?.['id']) })),
    );
};
