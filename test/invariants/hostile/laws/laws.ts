import * as facts from './facts.ts';
import * as money from './money.ts';
import * as orders from './orders.ts';
import * as stock from './stock.ts';
import type { Law, Story } from './story.ts';

const laws: readonly Law[] = [stock, orders, money, facts].flatMap((of) => Object.values(of) as Law[]);

/** What a run broke, law by law; empty when every promise held. */
export const brokenIn = (story: Story): string[] => laws.flatMap((law) => law(story));
