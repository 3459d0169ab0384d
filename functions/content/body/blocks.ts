import * as z from 'zod/mini';
import { Block, limits } from './block.ts';
import { countReferences } from './references.ts';

const custom = (blocks: readonly Block[], index: number, message: string) => ({
  code: 'custom' as const,
  path: [index],
  input: blocks[index],
  message,
});

/** A body that is too large is refused at the block with which it becomes so. */
const isBounded = z.check<readonly Block[]>(({ value: blocks, issues }) => {
  if (blocks.length > limits.blocks)
    issues.push(custom(blocks, limits.blocks, `is one of more than ${limits.blocks} blocks`));
  // The brackets around all of them; a comma before each but the first.
  let bytes = 2;
  const references = countReferences();
  for (const [index, block] of blocks.slice(0, limits.blocks).entries()) {
    bytes += Buffer.byteLength(JSON.stringify(block)) + (index === 0 ? 0 : 1);
    if (bytes > limits.bytes)
      return void issues.push(custom(blocks, index, `makes the body larger than ${limits.bytes} bytes of JSON`));
    if (references.with(block) > limits.references)
      return void issues.push(
        custom(
          blocks,
          index,
          `makes the body refer to more than ${limits.references} products, collections, entries and media`,
        ),
      );
  }
});

/** An article's body, in the order in which it is read. */
export const Blocks = z.array(Block).check(isBounded);
export type Blocks = z.infer<typeof Blocks>;
